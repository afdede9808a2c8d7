package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that is compared with the wall at start and while the application runs. */
interface Compared {

    /**
     * Everything that differs from the declaration now, sorted.
     *
     * @throws SQLException if the catalogue cannot be read; nothing is known to be right then
     */
    List<Fault> faults() throws SQLException;

    /**
     * Opens, or names everything that keeps it shut; warnings do not.
     *
     * @throws SQLException if the catalogue cannot be read; the gate stays shut
     */
    List<Fault> pass() throws SQLException;

    /**
     * What differs, by data source, as one list, sorted: what one of several data sources alone
     * finds is said of that one, since it is its login that differs.
     */
    static List<Fault> merged(Map<String, List<Fault>> byDataSource) {
        Map<Fault, Set<String>> finders = new LinkedHashMap<>();
        byDataSource.forEach(
                (name, faults) ->
                        faults.forEach(
                                fault ->
                                        finders.computeIfAbsent(fault, _ -> new LinkedHashSet<>())
                                                .add(name)));
        return finders.entrySet().stream()
                .map(
                        found ->
                                byDataSource.size() > 1 && found.getValue().size() == 1
                                        ? of(found.getValue().iterator().next(), found.getKey())
                                        : found.getKey())
                .sorted()
                .toList();
    }

    private static Fault of(String dataSource, Fault fault) {
        return new Fault(
                fault.id(),
                fault.severity(),
                "data source %s: %s".formatted(dataSource, fault.object()),
                fault.message());
    }
}
