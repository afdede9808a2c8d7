package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.List;
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
        narrowings.forEach(narrowing -> parts.add(narrowing.predicate(wall, table)));
        parts.addAll(portion.rows(wall.dialect(), command));
        if (!reading) {
            shared.flatMap(SharedRows::column).map(Predicate::isNotTrue).ifPresent(parts::add);
        }
        Predicate own = Predicate.all(parts);
        return shared.filter(_ -> reading)
                .map(rows -> Predicate.any(List.of(own, rows.are(column))))
                .orElse(own);
    }
}
