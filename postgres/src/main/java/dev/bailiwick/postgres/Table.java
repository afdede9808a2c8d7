package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One table of a {@link Wall}: whose rows it holds and what the app role may do with them.
 * Immutable; every method that adds something returns a new declaration.
 *
 * <p>A name is that of a table in the wall's schema, or {@code schema.table} for one elsewhere.
 */
public abstract sealed class Table permits GrantedTable, IdentityTable, GlobalTable, InternalTable {

    private final String name;

    Table(String name) {
        this.name = Relation.check("table", name);
    }

    /** Rows of tenants, told apart by the column {@code tenant_id}. Grants nothing yet. */
    public static TenantTable tenant(String name) {
        return TenantTable.of(name);
    }

    /**
     * Rows that belong to the tenant of the row they refer to. Grants nothing yet.
     *
     * <p>A tenant column with a composite foreign key is hundreds of times faster on large tables;
     * this is for tables that cannot have one. A row whose reference is null is hidden.
     *
     * @param column refers to {@code parentColumn} of {@code parent}, a tenant table or chained
     *     itself
     */
    public static ChainedTable chained(
            String name, String column, String parent, String parentColumn) {
        return chained(name, Link.of(column, parent, parentColumn));
    }

    /**
     * Rows that belong to the tenant of all the rows they refer to: those of a join table, say.
     * Grants nothing yet.
     */
    public static ChainedTable chained(String name, Link first, Link... more) {
        List<Link> links = new ArrayList<>(List.of(more));
        links.addFirst(first);
        return new ChainedTable(name, links);
    }

    /**
     * A view with {@code security_invoker}, which is switched on where it is not: it shows what its
     * reader may see of the tables behind it. Grants nothing yet.
     */
    public static ViewTable view(String name) {
        return new ViewTable(name, GrantedTable.Access.NOTHING);
    }

    /** Rows that belong to principals and are read before a tenant is known. Grants nothing yet. */
    public static IdentityTable identity(String name) {
        return new IdentityTable(name);
    }

    /** Reference data without a tenant: the app role reads it, migrations write it. */
    public static GlobalTable global(String name) {
        return new GlobalTable(name);
    }

    /** Of no concern to the app role, which gets nothing. */
    public static InternalTable internal(String name) {
        return new InternalTable(name);
    }

    public final String name() {
        return name;
    }

    /**
     * The declaration word by word, as it stands in a declaration file: {@code kind} first, then
     * the keys that say something; the values are texts, lists and maps of these.
     */
    public abstract Map<String, Object> words();

    /** In the words of the documentation. */
    abstract String kind();

    /** What the app role may do; nothing beyond. */
    abstract Granted app();

    /** The app role's policies, which decide about rows; one for each command set. */
    abstract List<Policy> policies(Wall wall);

    /** What the role for several tenants may do; nothing beyond. */
    Granted several() {
        return app().only(Command.SELECT);
    }

    /** What the role for guests may do; nothing beyond. */
    Granted guests() {
        return Granted.NOTHING;
    }

    /** The policies of the role for guests. */
    List<Policy> guestPolicies(Wall wall, String role) {
        return List.of();
    }

    /** The policies of the role for several tenants. */
    List<Policy> severalPolicies(Wall wall, String role) {
        return List.of();
    }

    /** What functions that run as the owner may do, whoever calls them. */
    abstract OwnerAccess owner();

    /** What the worker role may do. */
    Granted worker() {
        return Granted.NOTHING;
    }

    /** Whether row-level security is on and forced. */
    boolean rowSecurity() {
        return true;
    }

    /** What the policies read of other tables, under the policies of those. */
    List<Read> reads() {
        return links().stream().map(link -> new Read(link.parent(), link.parentColumns())).toList();
    }

    /** References by which the rows of this table are told apart. */
    List<Link> links() {
        return List.of();
    }

    /** The functions that the policies call to look into other tables. */
    List<RowLookup> lookups(Wall wall) {
        return List.of();
    }

    /** Sequences that the app role draws numbers from. */
    List<String> sequences() {
        return List.of();
    }

    Shape shape() {
        return Shape.TABLE;
    }

    /** Whether a row without a tenant is meant. */
    boolean nullableTenant() {
        return false;
    }

    /** What a scope may be narrowed to and this table asks for. */
    List<Dimension<?>> dimensions() {
        return List.of();
    }

    /** The column that holds the tenant, if the rows have one of their own. */
    Optional<String> tenantColumn() {
        return Optional.empty();
    }

    @Override
    public final String toString() {
        return kind() + " " + shape().word() + " " + name;
    }

    /**
     * What a policy reads of another table.
     *
     * @param columns which the asking role must be allowed to read
     */
    record Read(String table, List<String> columns) {}
}
