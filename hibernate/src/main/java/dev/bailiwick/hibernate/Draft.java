package dev.bailiwick.hibernate;

import java.util.List;

/** Whose rows a table holds, as far as the mapping says. */
sealed interface Draft {

    /** Rows hold their tenant in {@code column}. */
    record OfTenant(String column, Access access) implements Draft {}

    /** Rows belong to the tenant of the rows that they refer to. */
    record OfParents(List<Parent> parents, Access access) implements Draft {}

    /** Rows of all. */
    record OfAll() implements Draft {}

    /** Rows of nobody who works as the app role. */
    record OfNobody() implements Draft {}

    /** Rows of principals, which only a declaration by hand can tell. */
    record OfPrincipals() implements Draft {}

    /** A single column that refers to a single column. */
    record Parent(String column, String table, String tableColumn) {}
}
