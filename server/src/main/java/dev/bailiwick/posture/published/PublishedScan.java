package dev.bailiwick.posture.published;

import java.util.Set;
import java.util.UUID;

/**
 * A scan whose findings are all there and may be read.
 *
 * @param first the least id of its findings; the greatest of all where it has none
 * @param last the greatest id of its findings; the least of all where it has none
 * @param findings how many there are
 * @param resources how many it saw
 * @param contents {@link Contents#UNKNOWN} where they were not asked for
 */
public record PublishedScan(
        UUID id,
        UUID provider,
        UUID first,
        UUID last,
        long findings,
        long resources,
        Contents contents) {

    /** What occurs in a scan. */
    public record Contents(
            Set<String> services,
            Set<String> regions,
            Set<String> types,
            Set<String> categories,
            Set<String> groups) {

        public static final Contents UNKNOWN =
                new Contents(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** Whether all its findings lie within the ids. */
    public boolean within(IdRange range) {
        return range.contains(first) && range.contains(last);
    }
}
