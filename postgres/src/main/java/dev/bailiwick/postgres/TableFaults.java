package dev.bailiwick.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables without declaration, declarations without table, and row-level security that is off. */
final class TableFaults {

    /** Partitions are reached through their parent, under its policies, and have no grants. */
    private static final String TABLES =
            """
            select relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner)
            from pg_catalog.pg_class
            where relnamespace = to_regnamespace(?) and relkind in ('r', 'p', 'f') and not relispartition
            """;

    private static final String RULES =
            """
            select pg_class.relname, rulename from pg_catalog.pg_rewrite
            join pg_catalog.pg_class on pg_class.oid = ev_class
            where relnamespace = to_regnamespace(?) and relkind in ('r', 'p', 'f')
            """;

    /** Rows of a child are rows of the parent, but the parent's policies do not guard the child. */
    private static final String CHILDREN =
            """
            select parent.relname, child.oid::regclass::text from pg_catalog.pg_inherits
            join pg_catalog.pg_class as parent on parent.oid = inhparent
            join pg_catalog.pg_class as child on child.oid = inhrelid
            where parent.relnamespace = to_regnamespace(?) and parent.relkind = 'r'
            """;

    private final Wall wall;

    TableFaults(Wall wall) {
        this.wall = wall;
    }

    List<String> in(Catalogue catalogue) throws SQLException {
        Map<String, State> found = new TreeMap<>();
        catalogue
                .list(
                        TABLES,
                        row ->
                                new State(
                                        row.getString(1),
                                        row.getBoolean(2),
                                        row.getBoolean(3),
                                        row.getString(4)),
                        Name.quoted(wall.schema()))
                .forEach(state -> found.put(state.name(), state));
        List<String> faults = new ArrayList<>();
        for (Table table : wall.tables()) {
            State state = found.remove(table.name());
            if (state == null) {
                faults.add("table %s: is declared but does not exist".formatted(table.name()));
            } else {
                faults.addAll(differences(table, state));
            }
        }
        found.keySet().forEach(name -> faults.add("table %s: is not declared".formatted(name)));
        faults.addAll(
                catalogue.list(
                        RULES,
                        row ->
                                "table %s: has the rewrite rule %s"
                                        .formatted(row.getString(1), row.getString(2)),
                        Name.quoted(wall.schema())));
        faults.addAll(
                catalogue.list(
                        CHILDREN,
                        row ->
                                "table %s: is inherited by %s"
                                        .formatted(row.getString(1), row.getString(2)),
                        Name.quoted(wall.schema())));
        return faults;
    }

    private List<String> differences(Table table, State state) {
        List<String> faults = new ArrayList<>();
        if (table.rowSecurity() && !state.enabled()) {
            faults.add("table %s: row-level security is off".formatted(table.name()));
        }
        if (table.rowSecurity() && !state.forced()) {
            faults.add(
                    "table %s: row-level security is not forced on its owner"
                            .formatted(table.name()));
        }
        if (!state.owner().equals(wall.roles().owner())) {
            faults.add(
                    "table %s: is owned by %s, not by %s"
                            .formatted(table.name(), state.owner(), wall.roles().owner()));
        }
        return faults;
    }

    private record State(String name, boolean enabled, boolean forced, String owner) {}
}
