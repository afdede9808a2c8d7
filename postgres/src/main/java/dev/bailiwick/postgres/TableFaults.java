package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;

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
            select prefix || relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner), relkind
            from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f', 'v', 'm') and not relispartition
            """;

    private static final String RULES =
            """
            select prefix || relname, rulename from pg_catalog.pg_rewrite
            join pg_catalog.pg_class on pg_class.oid = ev_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f')
            """;

    /** Rows of a child are rows of the parent, but the parent's policies do not guard the child. */
    private static final String CHILDREN =
            """
            select prefix || parent.relname, child.oid::regclass::text from pg_catalog.pg_inherits
            join pg_catalog.pg_class as parent on parent.oid = inhparent
            join pg_catalog.pg_class as child on child.oid = inhrelid
            join inside on inside.oid = parent.relnamespace
            where parent.relkind = 'r'
            """;

    private final Wall wall;

    TableFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        Map<String, State> found = new TreeMap<>();
        catalogue
                .inside(
                        wall,
                        TABLES,
                        row ->
                                new State(
                                        row.getString(1),
                                        row.getBoolean(2),
                                        row.getBoolean(3),
                                        row.getString(4),
                                        Shape.of(row.getString(5))))
                .forEach(state -> found.put(state.name(), state));
        List<Fault> faults = new ArrayList<>();
        for (Table table : wall.tables()) {
            State state = found.remove(wall.label(table));
            if (state == null) {
                faults.add(
                        Check.TABLE_MISSING.fault(
                                "%s %s".formatted(table.shape().word(), wall.label(table)),
                                "is declared but does not exist"));
            } else {
                faults.addAll(differences(table, state));
            }
        }
        found.values().forEach(state -> faults.add(undeclared(state)));
        faults.addAll(doingOtherwise(catalogue));
        return faults;
    }

    private List<Fault> doingOtherwise(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(
                catalogue.inside(
                        wall,
                        RULES,
                        row ->
                                Check.TABLE_RULE.fault(
                                        "table " + row.getString(1),
                                        "has the rewrite rule %s",
                                        row.getString(2))));
        faults.addAll(
                catalogue.inside(
                        wall,
                        CHILDREN,
                        row ->
                                Check.TABLE_INHERITED.fault(
                                        "table " + row.getString(1),
                                        "is inherited by %s",
                                        row.getString(2))));
        return faults;
    }

    private static Fault undeclared(State state) {
        Check check =
                switch (state.shape()) {
                    case TABLE, FOREIGN_TABLE -> Check.TABLE_UNDECLARED;
                    case VIEW, MATERIALIZED_VIEW -> Check.VIEW_UNDECLARED;
                };
        return check.fault(state.object(), "is not declared");
    }

    private List<Fault> differences(Table table, State state) {
        List<Fault> faults = new ArrayList<>();
        if (table.shape() != state.shape()) {
            faults.add(
                    Check.TABLE_KIND.fault(
                            state.object(), "is declared as a %s", table.shape().word()));
        }
        if (table.rowSecurity() && !state.enabled()) {
            faults.add(Check.ROW_SECURITY_OFF.fault(state.object(), "row-level security is off"));
        }
        if (table.rowSecurity() && !state.forced()) {
            faults.add(
                    Check.ROW_SECURITY_NOT_FORCED.fault(
                            state.object(), "row-level security is not forced on its owner"));
        }
        if (!state.owner().equals(wall.roles().owner())) {
            faults.add(
                    Check.TABLE_OWNER.fault(
                            state.object(),
                            "is owned by %s, not by %s",
                            state.owner(),
                            wall.roles().owner()));
        }
        return faults;
    }

    private record State(String name, boolean enabled, boolean forced, String owner, Shape shape) {

        private String object() {
            return shape.word() + " " + name;
        }
    }
}
