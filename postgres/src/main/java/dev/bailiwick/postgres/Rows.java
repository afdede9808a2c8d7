package dev.bailiwick.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows of an {@link IdentityTable} a scope reaches: one of a closed set of forms, each of
 * which reaches nothing when nothing is in scope, and all of which the gate knows when it sees
 * them.
 */
public final class Rows {

    private final Optional<Table.Read> link;
    private final Form form;
    private final Form amongTenants;
    private final Map<String, Object> words;

    private Rows(
            Optional<Table.Read> link, Form form, Form amongTenants, Map<String, Object> words) {
        this.link = link;
        this.form = form;
        this.amongTenants = amongTenants;
        this.words = words;
    }

    /** The principal is the same whatever the number of tenants. */
    private static Rows ofPrincipal(
            Optional<Table.Read> link, Form form, Map<String, Object> words) {
        return new Rows(link, form, form, words);
    }

    /** Rows whose {@code column} is the principal in scope. */
    public static Rows own(String column) {
        Name.check("column", column);
        return ofPrincipal(
                Optional.empty(),
                (wall, table) -> Predicate.principal(wall.dialect(), column),
                Map.of("own", column));
    }

    /** Rows whose {@code column} is the tenant in scope. */
    public static Rows ofTenant(String column) {
        Name.check("column", column);
        return new Rows(
                Optional.empty(),
                (wall, table) -> Predicate.tenant(wall.dialect(), column),
                (wall, table) -> Predicate.amongTenants(wall.dialect(), column),
                Map.of("tenant", column));
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
        Link through = Link.of(column, link, linkColumn);
        return new Rows(
                Optional.of(new Table.Read(link, List.of(linkColumn, tenantColumn))),
                (wall, table) -> Predicate.linkedInTenant(wall, table, through, tenantColumn),
                (wall, table) -> Predicate.linkedAmongTenants(wall, table, through, tenantColumn),
                through("tenant", tenantColumn, through));
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
        Link through = Link.of(column, link, linkColumn);
        return ofPrincipal(
                Optional.of(new Table.Read(link, List.of(linkColumn, principalColumn))),
                (wall, table) -> Predicate.linkedToPrincipal(wall, table, through, principalColumn),
                through("own", principalColumn, through));
    }

    private static Map<String, Object> through(String whose, String column, Link link) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put(whose, column);
        words.put("through", link.words());
        return words;
    }

    /** As a declaration file says it. */
    Map<String, Object> words() {
        return words;
    }

    Predicate predicate(Wall wall, String table) {
        return form.of(wall, table);
    }

    /** The same in a scope over several tenants, where the rows of each of them are reached. */
    Predicate amongTenants(Wall wall, String table) {
        return amongTenants.of(wall, table);
    }

    /** What is read of the table of memberships, if any. */
    Optional<Table.Read> link() {
        return link;
    }

    private interface Form {

        Predicate of(Wall wall, String table);
    }
}
