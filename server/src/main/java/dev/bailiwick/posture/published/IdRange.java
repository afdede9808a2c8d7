package dev.bailiwick.posture.published;

import dev.bailiwick.posture.jsonapi.value.Moments;

import java.util.UUID;

/**
 * A stretch of UUIDv7 ids, and by the time within them of time.
 *
 * @param from the least id that belongs to it
 * @param until the least id that does not belong to it any more
 */
public record IdRange(UUID from, UUID until) {

    public static final IdRange ALL = new IdRange(new UUID(0, 0), new UUID(-1, -1));

    public static IdRange from(Moments first, Moments last) {
        return new IdRange(first.firstId(), last.endId());
    }

    public boolean contains(UUID id) {
        return compare(from, id) <= 0 && compare(id, until) < 0;
    }

    public boolean isEmpty() {
        return compare(from, until) >= 0;
    }

    public IdRange and(IdRange other) {
        return new IdRange(max(from, other.from), min(until, other.until));
    }

    public static UUID max(UUID a, UUID b) {
        return compare(a, b) >= 0 ? a : b;
    }

    public static UUID min(UUID a, UUID b) {
        return compare(a, b) <= 0 ? a : b;
    }

    /** The order of PostgreSQL; {@link UUID#compareTo} takes the halves as signed numbers. */
    public static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
