package dev.bailiwick.posture.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How many findings a selection has, by rank. Immutable. */
record Tally(List<Count> counts) {

    static final Tally NONE = new Tally(List.of());
    static final UUID ANY_CHECK = new UUID(0, 0);

    /**
     * Findings of one status and severity, and of one check if it was counted by check.
     *
     * @param checkId empty where it was not counted by check
     */
    record Count(short status, short severity, String checkId, UUID check, long findings) {}

    Tally {
        counts = List.copyOf(counts);
    }

    long total() {
        return counts.stream().mapToLong(Count::findings).sum();
    }

    /** Both together. */
    Tally plus(Tally other) {
        List<Count> all = new ArrayList<>(counts);
        all.addAll(other.counts);
        return new Tally(all);
    }
}
