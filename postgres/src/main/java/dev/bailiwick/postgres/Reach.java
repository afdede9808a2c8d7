package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows are the tenant's, and which are everybody's.
 *
 * @param shared the rows that are everybody's, if any
 * @param portion which of the tenant's a principal reaches
 */
record Reach(
        String column, List<Narrowing> narrowings, Optional<SharedRows> shared, Portion portion) {

    Reach {
        Name.check("column", column);
        narrowings = List.copyOf(narrowings);
    }

    /**
     * A null tenant is equal to none; a flag must be asked for where something is written.
     *
     * @param table as it is declared
     * @param tenant which rows are own ones by their tenant alone
     */
    Predicate rows(Wall wall, String table, Command command, Predicate tenant) {
        boolean reading = command == Command.SELECT;
        List<Predicate> parts = new ArrayList<>();
        parts.add(tenant);
        parts.addAll(narrowed(wall, table));
        parts.addAll(portion.rows(wall.dialect(), command));
        if (!reading) {
            shared.flatMap(SharedRows::column).map(Predicate::isNotTrue).ifPresent(parts::add);
        }
        Predicate own = Predicate.all(parts);
        return shared.filter(_ -> reading)
                .map(rows -> Predicate.any(List.of(own, rows.are(column))))
                .orElse(own);
    }

    /** For each dimension, whether all of it is seen is asked once: each question costs time. */
    private List<Predicate> narrowed(Wall wall, String table) {
        Map<Dimension<?>, List<List<Predicate>>> ways = new LinkedHashMap<>();
        for (Narrowing narrowing : narrowings) {
            ways.computeIfAbsent(narrowing.dimension(), _ -> new ArrayList<>())
                    .add(narrowing.ways(wall, table));
        }
        List<Predicate> parts = new ArrayList<>();
        ways.forEach(
                (dimension, each) -> {
                    List<Predicate> seen = new ArrayList<>();
                    seen.add(Predicate.seesAll(wall.dialect(), dimension));
                    if (each.size() == 1) {
                        seen.addAll(each.getFirst());
                    } else {
                        seen.add(Predicate.all(each.stream().map(Predicate::any).toList()));
                    }
                    parts.add(Predicate.any(seen));
                });
        return parts;
    }
}
