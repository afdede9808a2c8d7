package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.RowPolicy;

import org.jspecify.annotations.Nullable;

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
        for (RowPolicy policy : catalogue.policies()) {
            Key key = new Key(policy.table().label(), policy.name().label());
            Shape wanted = expected.remove(key);
            if (wanted == null) {
                faults.add(
                        Check.POLICY_EXTRA.fault(
                                key.object(),
                                "has the policy %s, which was not generated",
                                key.policy()));
            } else {
                faults.addAll(differences(key, Shape.of(policy), wanted));
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

    private static List<Fault> differences(Key key, Shape shape, Shape wanted) {
        List<Fault> faults = new ArrayList<>();
        compare(faults, key, "kind", shape.kind(), wanted.kind());
        compare(faults, key, "USING", shape.using(), wanted.using());
        compare(faults, key, "WITH CHECK", shape.check(), wanted.check());
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
                    kind("permissive", policy.command(), policy.role()),
                    text(policy.using()),
                    text(policy.check()));
        }

        private static Shape of(RowPolicy policy) {
            RowPolicy.Head head = policy.head();
            return new Shape(
                    kind(head.kind(), head.command(), head.roles().label()),
                    expression(policy.using()),
                    expression(policy.check()));
        }

        private static String kind(String kind, String command, String roles) {
            return "%s for %s to %s".formatted(kind, command, roles);
        }

        private static String text(@Nullable Predicate predicate) {
            return predicate == null ? "nothing" : predicate.deparsed();
        }
    }
}
