package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A condition on rows, in two spellings: as it is written into a policy, and as PostgreSQL prints
 * the policy back, with which the gate compares.
 *
 * <p>Every setting is read in a sub-select of its own: once for a statement and not once for a row,
 * and so that a remembered plan does not depend on the tenant it was made for. Where no sub-select
 * is taken, the {@link Dialect} leaves it out.
 */
record Predicate(String sql, String deparsed) {

    static final Predicate TRUE = new Predicate("true", "true");

    /** The column holds the tenant in scope. */
    static Predicate tenant(Dialect dialect, String column) {
        return equal(Name.quoted(column), dialect.call("tenant", ""));
    }

    /** The column holds one of the tenants in scope. */
    static Predicate amongTenants(Dialect dialect, String column) {
        return among(dialect, Name.quoted(column));
    }

    /** The column holds the one of the tenants in scope that is named; an error if none is. */
    static Predicate namedTenant(Dialect dialect, String column) {
        return equal(Name.quoted(column), dialect.call("named", ""));
    }

    /** The column holds the principal in scope. */
    static Predicate principal(Dialect dialect, String column) {
        return equal(Name.quoted(column), dialect.call("principal", ""));
    }

    /** The scope sees all of the dimension. */
    static Predicate seesAll(Dialect dialect, Dimension<?> dimension) {
        return dialect.call("sees_all", "'" + dimension.name() + "'");
    }

    /** The column holds one of the values of the dimension that the scope sees. */
    static Predicate sees(Dialect dialect, Dimension<?> dimension, String column) {
        if (dimension.isNumbered()) {
            return bit(dialect, dimension, Name.quoted(column));
        }
        Predicate values = dialect.call("sees", "'" + dimension.name() + "'");
        return any(dialect, Name.quoted(column), values, KeyType.UUID);
    }

    /**
     * The column holds numbers, all of which the scope sees.
     *
     * @param table whose row it is
     */
    static Predicate seesEach(
            Dialect dialect, Dimension<?> dimension, String table, String column) {
        Predicate one = bit(dialect, dimension, "seen.number");
        String numbers = Name.quoted(column);
        return new Predicate(
                "(select bool_and((%s) is true) from unnest(%s) as seen (number))"
                        .formatted(one.sql(), numbers),
                "( SELECT bool_and((%s IS TRUE)) AS bool_and FROM unnest(%s.%s) seen(number))"
                        .formatted(one.deparsed(), Name.quoted(table), numbers));
    }

    /** The column holds a team that the principal in scope reaches. */
    static Predicate amongTeams(Dialect dialect, String column) {
        return any(dialect, Name.quoted(column), authority("teams", "", ""), KeyType.UUID);
    }

    /** The column holds an id that is shared with the principal in scope, at least at the level. */
    static Predicate shared(Dialect dialect, String type, int level, String column) {
        Predicate ids =
                authority(
                        "shared",
                        "'%s', %d".formatted(type, level),
                        "'%s'::text, %d".formatted(type, level));
        return any(dialect, Name.quoted(column), ids, KeyType.UUID);
    }

    /** As {@link #shared}, with the guest in scope. */
    static Predicate guestShared(Dialect dialect, String type, int level, String column) {
        Predicate ids =
                authority(
                        "guest_shared",
                        "'%s', %d".formatted(type, level),
                        "'%s'::text, %d".formatted(type, level));
        return any(dialect, Name.quoted(column), ids, KeyType.UUID);
    }

    /** The principal in scope holds the permission. */
    static Predicate may(String permission) {
        return authority("may", "'" + permission + "'", "'" + permission + "'::text");
    }

    /** A call of one of the functions of authority, once for a statement. */
    private static Predicate authority(String function, String written, String printed) {
        String name = Authority.SCHEMA + '.' + function;
        return new Predicate(
                "(select %s(%s))".formatted(name, written),
                "( SELECT %s(%s) AS %s)".formatted(name, printed, function));
    }

    static Predicate isTrue(String column) {
        return new Predicate(Name.quoted(column), Name.quoted(column));
    }

    static Predicate isNotTrue(String column) {
        String quoted = Name.quoted(column);
        return new Predicate(quoted + " is not true", "(%s IS NOT TRUE)".formatted(quoted));
    }

    static Predicate anyNull(List<String> columns) {
        return any(nulls(columns));
    }

    /** One for each. */
    static List<Predicate> nulls(List<String> columns) {
        return columns.stream().map(column -> nullity(column, "is null")).toList();
    }

    static Predicate noneNull(List<String> columns) {
        return all(columns.stream().map(column -> nullity(column, "is not null")).toList());
    }

    /** The asking role sees the row of another table that a row of {@code table} refers to. */
    static Predicate linked(Wall wall, String table, Link link) {
        return new Exists(wall, table, link).where(List.of());
    }

    /** As {@link #linked}, and that row's {@code column} holds the tenant in scope. */
    static Predicate linkedInTenant(Wall wall, String table, Link link, String column) {
        Exists exists = new Exists(wall, table, link);
        return exists.where(
                List.of(equal(exists.there(column), wall.dialect().call("tenant", ""))));
    }

    /** As {@link #linked}, and that row's {@code column} holds one of the tenants in scope. */
    static Predicate linkedAmongTenants(Wall wall, String table, Link link, String column) {
        Exists exists = new Exists(wall, table, link);
        return exists.where(List.of(among(wall.dialect(), exists.there(column))));
    }

    /** As {@link #linked}, and that row's {@code column} holds the principal in scope. */
    static Predicate linkedToPrincipal(Wall wall, String table, Link link, String column) {
        Exists exists = new Exists(wall, table, link);
        return exists.where(
                List.of(equal(exists.there(column), wall.dialect().call("principal", ""))));
    }

    static Predicate all(Collection<Predicate> parts) {
        return parts.size() == 1
                ? parts.iterator().next()
                : new Predicate(
                        joined(parts, " and ", Predicate::sql),
                        "(" + joined(parts, " AND ", Predicate::deparsed) + ")");
    }

    static Predicate any(Collection<Predicate> parts) {
        return parts.size() == 1
                ? parts.iterator().next()
                : new Predicate(
                        "(" + joined(parts, " or ", Predicate::sql) + ")",
                        "(" + joined(parts, " OR ", Predicate::deparsed) + ")");
    }

    private static Predicate equal(String column, Predicate value) {
        return new Predicate(
                column + " = " + value.sql(), "(" + column + " = " + value.deparsed() + ")");
    }

    private static Predicate nullity(String column, String is) {
        String quoted = Name.quoted(column);
        return new Predicate(
                quoted + " " + is, "(%s %s)".formatted(quoted, is.toUpperCase(Locale.ROOT)));
    }

    /** The bit of the column's number is set; null, and so no row, beyond the last word. */
    private static Predicate bit(Dialect dialect, Dimension<?> dimension, String column) {
        Predicate words = dialect.call("words", "'" + dimension.name() + "'");
        return new Predicate(
                "(((%s)[(%s >> 5) + 1] >> (%2$s & 31)) & 1) = 1".formatted(words.sql(), column),
                "((((%s)[((%s >> 5) + 1)] >> (%2$s & 31)) & 1) = 1)"
                        .formatted(words.deparsed(), column));
    }

    private static Predicate among(Dialect dialect, String column) {
        return any(dialect, column, dialect.call("tenants", ""), dialect.tenant());
    }

    private static Predicate any(Dialect dialect, String column, Predicate values, KeyType type) {
        return switch (dialect.rendering()) {
            // without the cast the sub-select would be read as a set of arrays
            case PLAIN ->
                    new Predicate(
                            "%s = any (%s::%s[])".formatted(column, values.sql(), type.sql()),
                            "(%s = ANY (%s::%s[]))"
                                    .formatted(column, values.deparsed(), type.sql()));
            case CITUS ->
                    new Predicate(
                            "%s = any (%s)".formatted(column, values.sql()),
                            "(%s = ANY (%s))".formatted(column, values.deparsed()));
        };
    }

    private static String joined(
            Collection<Predicate> parts, String between, Function<Predicate, String> spelling) {
        return String.join(between, parts.stream().map(spelling).toList());
    }

    /** A sub-select of the row that another one refers to. */
    private static final class Exists {

        private final Relation other;
        private final String here;
        private final String alias;
        private final Link link;

        private Exists(Wall wall, String table, Link link) {
            this.other = wall.relation(link.parent());
            this.here = wall.relation(table).name();
            // of two tables with one name, in two schemas, the inner one needs another
            this.alias = other.name().equals(here) ? "referred_to" : other.name();
            this.link = link;
        }

        private String there(String column) {
            return Name.quoted(alias, column);
        }

        private Predicate where(List<Predicate> more) {
            List<Predicate> conditions = new ArrayList<>();
            for (int i = 0; i < link.columns().size(); i++) {
                String column = Name.quoted(here, link.columns().get(i));
                conditions.add(
                        equal(there(link.parentColumns().get(i)), new Predicate(column, column)));
            }
            conditions.addAll(more);
            Predicate condition = all(conditions);
            String from =
                    alias.equals(other.name())
                            ? other.sql()
                            : other.sql() + " " + Name.quoted(alias);
            return new Predicate(
                    "exists (select from %s where %s)".formatted(from, condition.sql()),
                    "(EXISTS ( SELECT FROM %s WHERE %s))".formatted(from, condition.deparsed()));
        }
    }
}
