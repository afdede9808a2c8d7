package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.WhenNull;
import dev.bailiwick.postgres.catalogue.ForeignKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The references that lead to tenant tables. Every one of them must lead to the tenant in scope,
 * but for those that would close a circle.
 */
final class Chains {

    private final Map<String, Found> relations;
    private final Set<String> roots;

    /** Hops to the nearest tenant table. */
    private final Map<String, Integer> distance = new TreeMap<>();

    /**
     * @param tenants the table of tenants, which no chain runs through
     * @param columns tenant columns by table
     */
    Chains(Map<String, Found> relations, String tenants, Map<String, String> columns) {
        this.relations = relations;
        this.roots = columns.keySet();
        roots.forEach(root -> distance.put(root, 0));
        boolean more = true;
        for (int hops = 1; more; hops++) {
            more = false;
            for (Found found : relations.values()) {
                int here = hops;
                if (!distance.containsKey(found.name())
                        && !found.name().equals(tenants)
                        && found.references().stream()
                                .map(reference -> distance.get(reference.parent()))
                                .anyMatch(nearest -> nearest != null && nearest == here - 1)) {
                    distance.put(found.name(), hops);
                    more = true;
                }
            }
        }
    }

    boolean reach(String table) {
        return distance.containsKey(table);
    }

    void conclude(Found found, List<Proposed> tables, List<Question> questions) {
        List<Link> links = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (ForeignKey reference : found.references()) {
            if (reference.parent().equals(found.name())) {
                ignored.addAll(reference.columns());
            } else if (closesCircle(found, reference)) {
                ignored.addAll(reference.columns());
                questions.add(
                        new Question(
                                found.name(),
                                "its reference to %s closes a circle: %s; it is ignored, so that a row may refer to another tenant's there"
                                        .formatted(
                                                reference.parent(),
                                                circle(found.name(), reference.parent())),
                                ".ignoring(" + Proposed.literals(reference.columns()) + ")",
                                false,
                                Optional.empty()));
            } else if (reach(reference.parent())) {
                links.add(
                        Link.of(
                                reference.columns(),
                                reference.parent(),
                                reference.parentColumns()));
            }
        }
        List<Link> distinct = links.stream().distinct().toList();
        tables.add(
                Proposed.chained(
                        found,
                        judged(found, distinct, questions),
                        ignored.stream().distinct().toList()));
    }

    /** A reference that may be null is passed over if another one is always there. */
    private static List<Link> judged(Found found, List<Link> links, List<Question> questions) {
        boolean oneIsAlwaysThere =
                links.stream().anyMatch(link -> !found.mayBeNull(link.columns()));
        if (!oneIsAlwaysThere) {
            questions.add(
                    new Question(
                            found.name(),
                            "%s may be null, and then nothing says whose row it is; such rows are hidden"
                                    .formatted(
                                            String.join(
                                                    " and ",
                                                    links.stream()
                                                            .map(
                                                                    link ->
                                                                            String.join(
                                                                                    ", ",
                                                                                    link.columns()))
                                                            .toList())),
                            "alter table %s alter column %s set not null"
                                    .formatted(found.name(), links.getFirst().columns().getFirst()),
                            false,
                            Optional.empty()));
        }
        if (links.size() == 1) {
            return links;
        }
        return links.stream()
                .map(
                        link ->
                                found.mayBeNull(link.columns())
                                        ? link.whenNull(WhenNull.PASSED_OVER)
                                        : link)
                .toList();
    }

    /** Within a circle only references towards the tenant are followed, and of equals the later. */
    private boolean closesCircle(Found found, ForeignKey reference) {
        Integer there = distance.get(reference.parent());
        Integer here = distance.get(found.name());
        if (there == null || here == null || !leads(reference.parent(), found.name())) {
            return false;
        }
        return there > here
                || (there.equals(here) && reference.parent().compareTo(found.name()) > 0);
    }

    private boolean leads(String from, String to) {
        return !path(from, to).isEmpty();
    }

    private String circle(String table, String parent) {
        return table + " -> " + String.join(" -> ", path(parent, table));
    }

    /** The shortest way by references among chained tables, both ends named; empty if none. */
    private List<String> path(String from, String to) {
        Deque<List<String>> open = new ArrayDeque<>(List.of(List.of(from)));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            List<String> way = open.removeFirst();
            String last = way.getLast();
            if (last.equals(to)) {
                return way;
            }
            if (seen.add(last) && !roots.contains(last)) {
                for (String next : parents(relations.get(last))) {
                    List<String> further = new ArrayList<>(way);
                    further.add(next);
                    open.addLast(further);
                }
            }
        }
        return List.of();
    }

    private List<String> parents(@Nullable Found found) {
        return found == null
                ? List.of()
                : found.references().stream()
                        .map(ForeignKey::parent)
                        .filter(parent -> !parent.equals(found.name()) && reach(parent))
                        .distinct()
                        .sorted()
                        .toList();
    }
}
