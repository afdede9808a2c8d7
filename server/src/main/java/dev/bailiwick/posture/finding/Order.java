package dev.bailiwick.posture.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The order of a list of findings: first by ranks, of which there are few, then by time. A list in
 * such an order is a row of groups, whose sizes are known from the {@link Tally}, so a page is
 * found without sorting or skipping what lies in other groups.
 *
 * @param keys the ranks, the first weighs most
 * @param byChange the time is that of the last change, else that of insertion
 */
record Order(List<Key> keys, boolean newestFirst, boolean byChange) {

    /** What findings are ranked by. */
    enum Rank {
        STATUS,
        SEVERITY,
        CHECK
    }

    /** One rank and its direction. */
    record Key(Rank rank, boolean descending) {}

    /**
     * A part of a page that lies in one group.
     *
     * @param facets what all findings of the group have in common
     * @param size how many findings the group has
     * @param skip how many of them lie before the page
     */
    record Slice(Map<Facet, Set<?>> facets, long size, long skip, int take) {}

    Order {
        keys = List.copyOf(keys);
    }

    /**
     * @param sort keys as the client names them; behind the first time nothing can differ any more
     */
    static Order of(List<String> sort) {
        List<Key> keys = new ArrayList<>();
        for (String each : sort) {
            boolean descending = each.startsWith("-");
            switch (descending ? each.substring(1) : each) {
                case "status" -> keys.add(new Key(Rank.STATUS, descending));
                case "severity" -> keys.add(new Key(Rank.SEVERITY, descending));
                case "check_id" -> keys.add(new Key(Rank.CHECK, descending));
                case "updated_at" -> {
                    return new Order(keys, descending, true);
                }
                default -> {
                    return new Order(keys, descending, false);
                }
            }
        }
        return new Order(keys, true, false);
    }

    /** Whether groups differ by check. */
    boolean byCheck() {
        return keys.stream().anyMatch(key -> key.rank() == Rank.CHECK);
    }

    /** The parts that make up the page of {@code take} findings behind the first {@code skip}. */
    List<Slice> slices(Tally tally, long skip, int take) {
        List<Slice> result = new ArrayList<>();
        long before = 0;
        long end = skip + take;
        for (Group group : groups(tally)) {
            long from = Math.max(skip, before);
            long until = Math.min(end, before + group.size);
            if (from < until) {
                result.add(
                        new Slice(group.facets(), group.size, from - before, (int) (until - from)));
            }
            before += group.size;
        }
        return result;
    }

    private Iterable<Group> groups(Tally tally) {
        Comparator<Tally.Count> order = (_, _) -> 0;
        for (Key key : keys) {
            Comparator<Tally.Count> one =
                    switch (key.rank()) {
                        case STATUS -> Comparator.comparingInt(Tally.Count::status);
                        case SEVERITY -> Comparator.comparingInt(Tally.Count::severity);
                        case CHECK -> Comparator.comparing(Tally.Count::checkId);
                    };
            order = order.thenComparing(key.descending() ? one.reversed() : one);
        }
        Map<Tally.Count, Group> result = new TreeMap<>(order);
        for (Tally.Count count : tally.counts()) {
            result.computeIfAbsent(count, any -> new Group(keys)).add(count);
        }
        return result.values();
    }

    /** Findings that rank equal. */
    private static final class Group {

        private final List<Key> keys;
        private final Map<Rank, Set<Object>> values = new EnumMap<>(Rank.class);
        private long size;

        Group(List<Key> keys) {
            this.keys = keys;
        }

        void add(Tally.Count count) {
            size += count.findings();
            for (Key key : keys) {
                values.computeIfAbsent(key.rank(), any -> new java.util.HashSet<>())
                        .add(
                                switch (key.rank()) {
                                    case STATUS -> count.status();
                                    case SEVERITY -> count.severity();
                                    case CHECK -> count.check();
                                });
            }
        }

        Map<Facet, Set<?>> facets() {
            Map<Facet, Set<?>> result = new LinkedHashMap<>();
            values.forEach(
                    (rank, some) ->
                            result.put(
                                    switch (rank) {
                                        case STATUS -> Facet.STATUS;
                                        case SEVERITY -> Facet.SEVERITY;
                                        case CHECK -> Facet.CHECK;
                                    },
                                    some));
            return result;
        }
    }
}
