package dev.bailiwick.postgres;

import java.util.Optional;

/**
 * Which rows of an {@link IdentityTable} a scope reaches: one of a closed set of forms, each of
 * which reaches nothing when nothing is in scope, and all of which the gate knows when it sees
 * them.
 */
public final class Rows {

    private final Optional<String> link;
    private final Form form;

    private Rows(Optional<String> link, Form form) {
        this.link = link;
        this.form = form;
    }

    /** Rows whose {@code column} is the principal in scope. */
    public static Rows own(String column) {
        Name.check("column", column);
        return new Rows(Optional.empty(), (schema, table) -> Predicate.principal(column));
    }

    /** Rows whose {@code column} is the tenant in scope. */
    public static Rows ofTenant(String column) {
        Name.check("column", column);
        return new Rows(Optional.empty(), (schema, table) -> Predicate.tenant(column));
    }

    /**
     * Rows that belong to the tenant in scope by way of a table of memberships: the users of a
     * tenant, say.
     *
     * @param column refers to {@code linkColumn} of the table {@code link}
     * @param tenantColumn of {@code link}
     */
    public static Rows ofTenantThrough(
            String column, String link, String linkColumn, String tenantColumn) {
        Name.check("column", tenantColumn);
        Link through = new Link(column, link, linkColumn);
        return new Rows(
                Optional.of(link),
                (schema, table) -> Predicate.linkedInTenant(schema, table, through, tenantColumn));
    }

    /**
     * Rows that belong to the principal in scope by way of a table of memberships: the tenants of a
     * user, say.
     *
     * @param column refers to {@code linkColumn} of the table {@code link}
     * @param principalColumn of {@code link}
     */
    public static Rows ownThrough(
            String column, String link, String linkColumn, String principalColumn) {
        Name.check("column", principalColumn);
        Link through = new Link(column, link, linkColumn);
        return new Rows(
                Optional.of(link),
                (schema, table) ->
                        Predicate.linkedToPrincipal(schema, table, through, principalColumn));
    }

    Predicate predicate(String schema, String table) {
        return form.of(schema, table);
    }

    /** The table of memberships that is read, if any. */
    Optional<String> link() {
        return link;
    }

    private interface Form {

        Predicate of(String schema, String table);
    }
}
