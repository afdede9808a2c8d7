package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Protection;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables without declaration, declarations without table, and row-level security that is off. */
final class TableFaults {

    private static final String RULES =
            """
            select prefix || relname, rulename from pg_catalog.pg_rewrite
            join pg_catalog.pg_class on pg_class.oid = ev_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f')
            """;

    private final Wall wall;

    TableFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        Map<String, Protection> found = new TreeMap<>();
        catalogue.protections().forEach(state -> found.put(state.table().label(), state));
        List<Fault> faults = new ArrayList<>();
        for (Table table : wall.tables()) {
            Protection state = found.remove(wall.label(table));
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
                        RULES,
                        row ->
                                Check.TABLE_RULE.fault(
                                        "table " + row.getString(1),
                                        "has the rewrite rule %s",
                                        row.getString(2))));
        catalogue
                .heirs()
                .forEach(
                        heir ->
                                faults.add(
                                        Check.TABLE_INHERITED.fault(
                                                "table " + heir.table(),
                                                "is inherited by %s",
                                                heir.child())));
        return faults;
    }

    private static Fault undeclared(Protection state) {
        Check check =
                switch (shape(state)) {
                    case TABLE, FOREIGN_TABLE -> Check.TABLE_UNDECLARED;
                    case VIEW, MATERIALIZED_VIEW -> Check.VIEW_UNDECLARED;
                };
        return check.fault(object(state), "is not declared");
    }

    private List<Fault> differences(Table table, Protection state) {
        List<Fault> faults = new ArrayList<>();
        if (table.shape() != shape(state)) {
            faults.add(
                    Check.TABLE_KIND.fault(
                            object(state), "is declared as a %s", table.shape().word()));
        }
        if (table.rowSecurity() && !state.enabled()) {
            faults.add(Check.ROW_SECURITY_OFF.fault(object(state), "row-level security is off"));
        }
        if (table.rowSecurity() && !state.forced()) {
            faults.add(
                    Check.ROW_SECURITY_NOT_FORCED.fault(
                            object(state), "row-level security is not forced on its owner"));
        }
        if (!state.owner().equals(wall.roles().owner())) {
            faults.add(
                    Check.TABLE_OWNER.fault(
                            object(state),
                            "is owned by %s, not by %s",
                            state.owner(),
                            wall.roles().owner()));
        }
        return faults;
    }

    private static String object(Protection state) {
        return shape(state).word() + " " + state.table().label();
    }

    private static Shape shape(Protection state) {
        return Shape.of(state.kind());
    }
}
