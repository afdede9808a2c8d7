package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A table whose rows hold their tenant. Begin with {@link Table#tenant}. */
public final class TenantTable extends Table {

    private final String column;
    private final List<Narrowing> narrowings;
    private final Granted granted;
    private final OwnerAccess owner;

    private TenantTable(
            String name,
            String column,
            List<Narrowing> narrowings,
            Granted granted,
            OwnerAccess owner) {
        super(name);
        this.column = Name.check("column", column);
        this.narrowings = List.copyOf(narrowings);
        this.granted = granted;
        this.owner = owner;
    }

    static TenantTable of(String name) {
        return new TenantTable(name, "tenant_id", List.of(), Granted.NOTHING, OwnerAccess.NOTHING);
    }

    /** Names the tenant column where it is not {@code tenant_id}. */
    public TenantTable in(String tenantColumn) {
        return new TenantTable(name(), tenantColumn, narrowings, granted, owner);
    }

    /**
     * Narrows the rows to what the scope sees of {@code dimension}, for reading and for writing.
     *
     * @param uuidColumn holds one value of the dimension; a row without one is hidden
     */
    public TenantTable narrowedBy(Dimension<?> dimension, String uuidColumn) {
        return narrowed(new Narrowing(dimension, uuidColumn, false));
    }

    /**
     * As {@link #narrowedBy}, but a row whose column is null is seen by everybody in the tenant.
     */
    public TenantTable narrowedByOptional(Dimension<?> dimension, String uuidColumn) {
        return narrowed(new Narrowing(dimension, uuidColumn, true));
    }

    public TenantTable select() {
        return granting(granted.withSelect());
    }

    public TenantTable insert() {
        return granting(granted.withInsert());
    }

    /**
     * @param columns the only ones that may be set; all when none is given
     */
    public TenantTable update(String... columns) {
        return granting(granted.withUpdate(columns));
    }

    public TenantTable delete() {
        return granting(granted.withDelete());
    }

    /** {@code SELECT}, {@code INSERT}, {@code UPDATE} of all columns and {@code DELETE}. */
    public TenantTable everything() {
        return granting(Granted.ALL);
    }

    /** {@code SELECT} and {@code INSERT}: the others fail for want of privilege, not silently. */
    public TenantTable appendOnly() {
        return granting(Granted.SELECT.withInsert());
    }

    /**
     * Lets the owner see every row and change none, for functions that look something up as the
     * owner before a tenant is known. Without it not even the owner sees one.
     */
    public TenantTable lookedUpByOwner() {
        return new TenantTable(name(), column, narrowings, granted, OwnerAccess.READING);
    }

    /** As {@link #lookedUpByOwner}, for functions that also add, change, lock or remove rows. */
    public TenantTable changedByOwner() {
        return new TenantTable(name(), column, narrowings, granted, OwnerAccess.EVERYTHING);
    }

    private TenantTable narrowed(Narrowing narrowing) {
        List<Narrowing> more = new ArrayList<>(narrowings);
        more.add(narrowing);
        return new TenantTable(name(), column, more, granted, owner);
    }

    private TenantTable granting(Granted more) {
        return new TenantTable(name(), column, narrowings, more, owner);
    }

    @Override
    String kind() {
        return "tenant";
    }

    @Override
    Granted app() {
        return granted;
    }

    @Override
    List<Policy> policies(String schema, Roles roles) {
        List<Predicate> parts = new ArrayList<>();
        parts.add(Predicate.tenant(column));
        narrowings.forEach(narrowing -> parts.add(narrowing.predicate()));
        return List.of(Policy.all("app", roles.app(), Predicate.all(parts)));
    }

    @Override
    OwnerAccess owner() {
        return owner;
    }

    @Override
    Optional<String> tenantColumn() {
        return Optional.of(column);
    }

    @Override
    List<Dimension<?>> dimensions() {
        List<Dimension<?>> dimensions = new ArrayList<>();
        narrowings.forEach(narrowing -> dimensions.add(narrowing.dimension()));
        return dimensions;
    }

    private record Narrowing(Dimension<?> dimension, String column, boolean optional) {

        private Narrowing {
            Objects.requireNonNull(dimension, "dimension");
            Name.check("column", column);
        }

        private Predicate predicate() {
            return optional
                    ? Predicate.seenOrNull(dimension, column)
                    : Predicate.seen(dimension, column);
        }
    }
}
