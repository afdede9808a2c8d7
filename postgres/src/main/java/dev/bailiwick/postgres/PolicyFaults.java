package dev.bailiwick.postgres;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies that are not the generated ones, to the letter: an extra permissive policy opens what
 * the others close, and a weaker expression looks like the right one.
 */
final class PolicyFaults {

    private static final String POLICIES =
            """
            select relname, polname, polpermissive,
                case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                    when 'w' then 'update' when 'd' then 'delete' end,
                array_to_string(array(
                    select case role when 0 then 'public' else pg_get_userbyid(role)::text end
                    from unnest(polroles) as role order by 1), ', '),
                pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
            from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
            where relnamespace = to_regnamespace(?)
            """;

    private final Wall wall;

    PolicyFaults(Wall wall) {
        this.wall = wall;
    }

    List<String> in(Catalogue catalogue) throws SQLException {
        Map<String, Shape> expected = new HashMap<>();
        for (Table table : wall.tables()) {
            for (Policy policy : wall.policies(table)) {
                expected.put(key(table.name(), policy.name()), Shape.of(policy));
            }
        }
        List<String> faults = new ArrayList<>();
        List<Found> found = catalogue.list(POLICIES, Found::of, Name.quoted(wall.schema()));
        for (Found policy : found) {
            Shape wanted = expected.remove(key(policy.table(), policy.name()));
            if (wanted == null) {
                faults.add(
                        "table %s: has the policy %s, which was not generated"
                                .formatted(policy.table(), policy.name()));
            } else {
                faults.addAll(differences(policy, wanted));
            }
        }
        expected.keySet().forEach(key -> faults.add("table %s".formatted(key) + " is missing"));
        return faults;
    }

    private static List<String> differences(Found policy, Shape wanted) {
        Shape shape = policy.shape();
        List<String> faults = new ArrayList<>();
        compare(faults, policy, "kind", shape.kind(), wanted.kind());
        compare(faults, policy, "USING", shape.using(), wanted.using());
        compare(faults, policy, "WITH CHECK", shape.check(), wanted.check());
        return faults;
    }

    private static void compare(
            List<String> faults, Found policy, String what, String found, String wanted) {
        if (!found.equals(wanted)) {
            faults.add(
                    "table %s: policy %s differs in %s: %s instead of %s"
                            .formatted(policy.table(), policy.name(), what, found, wanted));
        }
    }

    private static String key(String table, String policy) {
        return table + ": policy " + policy;
    }

    /** What matters of a policy, as text. */
    private record Shape(String kind, String using, String check) {

        private static Shape of(Policy policy) {
            return new Shape(
                    kind(true, policy.command(), policy.role()),
                    text(policy.using()),
                    text(policy.check()));
        }

        private static String kind(boolean permissive, String command, String roles) {
            return "%s for %s to %s"
                    .formatted(permissive ? "permissive" : "restrictive", command, roles);
        }

        private static String text(@Nullable Predicate predicate) {
            return predicate == null ? "nothing" : predicate.deparsed();
        }
    }

    private record Found(String table, String name, Shape shape) {

        private static Found of(ResultSet row) throws SQLException {
            Shape shape =
                    new Shape(
                            Shape.kind(row.getBoolean(3), row.getString(4), row.getString(5)),
                            expression(row.getString(6)),
                            expression(row.getString(7)));
            return new Found(row.getString(1), row.getString(2), shape);
        }

        /** On one line: sub-selects are printed on several. */
        private static String expression(@Nullable String text) {
            return text == null ? "nothing" : text.replaceAll("\\s+", " ");
        }
    }
}
