package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Policies that are not the generated ones, to the letter: an extra permissive policy opens what
 * the others close, and a weaker expression looks like the right one.
 */
final class PolicyFaults {

    private static final String POLICIES =
            """
            select prefix || relname, polname, polpermissive,
                case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                    when 'w' then 'update' when 'd' then 'delete' end,
                array_to_string(array(
                    select case role when 0 then 'public' else pg_get_userbyid(role)::text end
                    from unnest(polroles) as role order by 1), ', '),
                pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
            from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
            join inside on inside.oid = relnamespace
            """;

    private static final Pattern VARCHAR =
            Pattern.compile("\\(((?:(?:\\w+|\"[^\"]+\")\\.)?(?:\\w+|\"[^\"]+\"))\\)::text");

    private final Wall wall;

    PolicyFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        Map<Key, Shape> expected = new TreeMap<>();
        for (Table table : wall.tables()) {
            for (Policy policy : wall.policies(table)) {
                expected.put(new Key(wall.label(table), policy.name()), Shape.of(policy));
            }
        }
        List<Fault> faults = new ArrayList<>();
        for (Found policy : catalogue.inside(wall, POLICIES, this::found)) {
            Shape wanted = expected.remove(policy.key());
            if (wanted == null) {
                faults.add(
                        Check.POLICY_EXTRA.fault(
                                policy.key().object(),
                                "has the policy %s, which was not generated",
                                policy.key().policy()));
            } else {
                faults.addAll(differences(policy, wanted));
            }
        }
        expected.keySet()
                .forEach(
                        key ->
                                faults.add(
                                        Check.POLICY_MISSING.fault(
                                                key.object(),
                                                "policy %s is missing",
                                                key.policy())));
        return faults;
    }

    private static List<Fault> differences(Found policy, Shape wanted) {
        Shape shape = policy.shape();
        List<Fault> faults = new ArrayList<>();
        compare(faults, policy.key(), "kind", shape.kind(), wanted.kind());
        compare(faults, policy.key(), "USING", shape.using(), wanted.using());
        compare(faults, policy.key(), "WITH CHECK", shape.check(), wanted.check());
        return faults;
    }

    private static void compare(
            List<Fault> faults, Key key, String what, String found, String wanted) {
        if (!found.equals(wanted)) {
            faults.add(
                    Check.POLICY_DIFFERS.fault(
                            key.object(),
                            "policy %s differs in %s: %s instead of %s",
                            key.policy(),
                            what,
                            found,
                            wanted));
        }
    }

    private Found found(ResultSet row) throws SQLException {
        Shape shape =
                new Shape(
                        Shape.kind(row.getBoolean(3), row.getString(4), row.getString(5)),
                        expression(row.getString(6)),
                        expression(row.getString(7)));
        return new Found(new Key(row.getString(1), row.getString(2)), shape);
    }

    /**
     * On one line, as sub-selects are printed on several; and without the cast that PostgreSQL
     * prints around a column of the type varchar wherever a text is wanted.
     */
    private static String expression(@Nullable String text) {
        return text == null
                ? "nothing"
                : VARCHAR.matcher(text.replaceAll("\\s+", " ")).replaceAll("$1");
    }

    private record Key(String table, String policy) implements Comparable<Key> {

        private String object() {
            return "table " + table;
        }

        @Override
        public int compareTo(Key other) {
            int byTable = table.compareTo(other.table);
            return byTable != 0 ? byTable : policy.compareTo(other.policy);
        }
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

    private record Found(Key key, Shape shape) {}
}
