package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A condition on rows, in two spellings: as it is written into a policy, and as PostgreSQL prints
 * the policy back, with which the gate compares.
 *
 * <p>Every setting is read in a sub-select of its own: once for a statement and not once for a row,
 * and so that a remembered plan does not depend on the tenant it was made for.
 */
record Predicate(String sql, String deparsed) {

    static final Predicate TRUE = new Predicate("true", "true");

    /** The column holds the tenant in scope. */
    static Predicate tenant(String column) {
        return equal(Name.quoted(column), "tenant");
    }

    /** The column holds the principal in scope. */
    static Predicate principal(String column) {
        return equal(Name.quoted(column), "principal");
    }

    /** The scope sees all of the dimension, or the column holds one of the values it sees. */
    static Predicate seen(Dimension<?> dimension, String column) {
        return any(List.of(seesAll(dimension), sees(dimension, column)));
    }

    /** As {@link #seen}, and a row without a value is seen by everybody in the tenant. */
    static Predicate seenOrNull(Dimension<?> dimension, String column) {
        String quoted = Name.quoted(column);
        Predicate absent = new Predicate(quoted + " is null", "(%s IS NULL)".formatted(quoted));
        return any(List.of(seesAll(dimension), sees(dimension, column), absent));
    }

    /** The asking role sees the row of another table that a row of {@code table} refers to. */
    static Predicate linked(String schema, String table, Link link) {
        return exists(schema, link, join(table, link));
    }

    /** As {@link #linked}, and that row's {@code column} holds the tenant in scope. */
    static Predicate linkedInTenant(String schema, String table, Link link, String column) {
        Predicate condition = equal(Name.quoted(link.table(), column), "tenant");
        return exists(schema, link, all(List.of(join(table, link), condition)));
    }

    /** As {@link #linked}, and that row's {@code column} holds the principal in scope. */
    static Predicate linkedToPrincipal(String schema, String table, Link link, String column) {
        Predicate condition = equal(Name.quoted(link.table(), column), "principal");
        return exists(schema, link, all(List.of(join(table, link), condition)));
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

    private static Predicate equal(String column, String function) {
        return new Predicate(
                "%s = (select bailiwick.%s())".formatted(column, function),
                "(%s = ( SELECT bailiwick.%s() AS %s))".formatted(column, function, function));
    }

    private static Predicate seesAll(Dimension<?> dimension) {
        return new Predicate(
                "(select bailiwick.sees_all('%s'))".formatted(dimension.name()),
                "( SELECT bailiwick.sees_all('%s'::text) AS sees_all)".formatted(dimension.name()));
    }

    private static Predicate sees(Dimension<?> dimension, String column) {
        String quoted = Name.quoted(column);
        // without the cast the sub-select would be read as a set of arrays
        return new Predicate(
                "%s = any ((select bailiwick.sees('%s'))::uuid[])"
                        .formatted(quoted, dimension.name()),
                "(%s = ANY (( SELECT bailiwick.sees('%s'::text) AS sees)::uuid[]))"
                        .formatted(quoted, dimension.name()));
    }

    private static Predicate join(String table, Link link) {
        String equality =
                Name.quoted(link.table(), link.tableColumn())
                        + " = "
                        + Name.quoted(table, link.column());
        return new Predicate(equality, "(" + equality + ")");
    }

    private static Predicate exists(String schema, Link link, Predicate condition) {
        String other = Name.quoted(schema, link.table());
        return new Predicate(
                "exists (select from %s where %s)".formatted(other, condition.sql()),
                "(EXISTS ( SELECT FROM %s WHERE %s))".formatted(other, condition.deparsed()));
    }

    private static String joined(
            Collection<Predicate> parts, String between, Function<Predicate, String> spelling) {
        return String.join(between, parts.stream().map(spelling).toList());
    }
}
