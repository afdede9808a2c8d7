package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A table whose rows hold their tenant. Begin with {@link Table#tenant}. */
public final class TenantTable extends GrantedTable<TenantTable> {

    private final Reach reach;
    private final OwnerAccess owner;

    private TenantTable(String name, Access access, Reach reach, OwnerAccess owner) {
        super(name, access);
        this.reach = reach;
        this.owner = owner;
    }

    static TenantTable of(String name) {
        Reach reach = new Reach("tenant_id", List.of(), Optional.empty());
        return new TenantTable(name, Access.NOTHING, reach, OwnerAccess.NOTHING);
    }

    /** Names the tenant column where it is not {@code tenant_id}. */
    public TenantTable in(String tenantColumn) {
        return reaching(new Reach(tenantColumn, reach.narrowings(), reach.shared()));
    }

    /** The tenant column. */
    public String column() {
        return reach.column();
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

    /**
     * Rows whose tenant column is null belong to all tenants: everybody reads them, also without a
     * tenant in scope, and only maintenance and migrations write them. An UPDATE or DELETE by the
     * app role passes over them.
     */
    public TenantTable sharedRows() {
        return reaching(
                new Reach(
                        reach.column(),
                        reach.narrowings(),
                        Optional.of(new Shared(Optional.empty()))));
    }

    /**
     * As {@link #sharedRows()}, for rows in which a column is true, whatever tenant they hold: the
     * tenant itself can neither make such a row nor change one.
     */
    public TenantTable sharedRows(String booleanColumn) {
        return reaching(
                new Reach(
                        reach.column(),
                        reach.narrowings(),
                        Optional.of(new Shared(Optional.of(booleanColumn)))));
    }

    /**
     * Lets the owner see every row and change none, for functions that look something up as the
     * owner before a tenant is known. Without it not even the owner sees one.
     */
    public TenantTable lookedUpByOwner() {
        return new TenantTable(name(), access(), reach, OwnerAccess.READING);
    }

    /** As {@link #lookedUpByOwner}, for functions that also add, change, lock or remove rows. */
    public TenantTable changedByOwner() {
        return new TenantTable(name(), access(), reach, OwnerAccess.EVERYTHING);
    }

    private TenantTable narrowed(Narrowing narrowing) {
        List<Narrowing> more = new ArrayList<>(reach.narrowings());
        more.add(narrowing);
        return reaching(new Reach(reach.column(), more, reach.shared()));
    }

    private TenantTable reaching(Reach changed) {
        return new TenantTable(name(), access(), changed, owner);
    }

    @Override
    TenantTable with(Access changed) {
        return new TenantTable(name(), changed, reach, owner);
    }

    @Override
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kind", "tenant");
        words.put("column", reach.column());
        Map<String, Object> narrowed = reach.narrowedBy(false);
        if (!narrowed.isEmpty()) {
            words.put("narrowed-by", narrowed);
        }
        Map<String, Object> optional = reach.narrowedBy(true);
        if (!optional.isEmpty()) {
            words.put("narrowed-by-optional", optional);
        }
        reach.shared().ifPresent(shared -> words.put("shared-rows", shared.words()));
        addAccess(words);
        owner.addWords(words);
        return words;
    }

    @Override
    String kind() {
        return "tenant";
    }

    @Override
    List<Policy> policies(Wall wall) {
        String role = wall.roles().app();
        Predicate own = Predicate.tenant(wall.dialect(), reach.column());
        Predicate readable = reach.readable(wall.dialect(), own);
        if (reach.shared().isEmpty()) {
            return List.of(Policy.all("app", role, readable));
        }
        return each("app", role, readable, reach.writable(wall.dialect(), own));
    }

    @Override
    Granted several() {
        return app();
    }

    /** Reads the rows of all tenants in scope, writes those of the named one. */
    @Override
    List<Policy> severalPolicies(Wall wall, String role) {
        Dialect dialect = wall.dialect();
        Predicate read = Predicate.amongTenants(dialect, reach.column());
        Predicate written = Predicate.namedTenant(dialect, reach.column());
        return each(
                "several", role, reach.readable(dialect, read), reach.writable(dialect, written));
    }

    private List<Policy> each(String part, String role, Predicate readable, Predicate writable) {
        List<Policy> policies = new ArrayList<>();
        for (Command command : Command.values()) {
            if (app().may(command)) {
                Predicate rows = command == Command.SELECT ? readable : writable;
                policies.add(command.policy(part, role, rows));
            }
        }
        return policies;
    }

    @Override
    OwnerAccess owner() {
        return owner;
    }

    @Override
    Optional<String> tenantColumn() {
        return Optional.of(reach.column());
    }

    @Override
    boolean nullableTenant() {
        return reach.shared().filter(shared -> shared.column().isEmpty()).isPresent();
    }

    boolean hasSharedRows() {
        return reach.shared().isPresent();
    }

    @Override
    List<Dimension<?>> dimensions() {
        List<Dimension<?>> dimensions = new ArrayList<>();
        reach.narrowings().forEach(narrowing -> dimensions.add(narrowing.dimension()));
        return dimensions;
    }

    /**
     * Which rows are the tenant's, and which are everybody's.
     *
     * @param shared the rows that are everybody's, if any
     */
    private record Reach(String column, List<Narrowing> narrowings, Optional<Shared> shared) {

        private Reach {
            Name.check("column", column);
            narrowings = List.copyOf(narrowings);
        }

        private Map<String, Object> narrowedBy(boolean optional) {
            Map<String, Object> words = new LinkedHashMap<>();
            narrowings.stream()
                    .filter(narrowing -> narrowing.optional() == optional)
                    .forEach(
                            narrowing ->
                                    words.put(narrowing.dimension().name(), narrowing.column()));
            return words;
        }

        /**
         * @param tenant which rows are own ones by their tenant alone
         */
        private Predicate readable(Dialect dialect, Predicate tenant) {
            Predicate own = own(dialect, tenant, List.of());
            return shared.map(rows -> Predicate.any(List.of(own, rows.are(column)))).orElse(own);
        }

        /** A null tenant is equal to none; a flag must be asked for. */
        private Predicate writable(Dialect dialect, Predicate tenant) {
            return own(
                    dialect,
                    tenant,
                    shared.flatMap(Shared::column).map(Predicate::isNotTrue).stream().toList());
        }

        private Predicate own(Dialect dialect, Predicate tenant, List<Predicate> more) {
            List<Predicate> parts = new ArrayList<>();
            parts.add(tenant);
            narrowings.forEach(narrowing -> parts.add(narrowing.predicate(dialect)));
            parts.addAll(more);
            return Predicate.all(parts);
        }
    }

    /**
     * @param column is true in rows that are everybody's; without one it is the null in the tenant
     *     column that tells them
     */
    private record Shared(Optional<String> column) {

        private Shared {
            column.ifPresent(name -> Name.check("column", name));
        }

        private Object words() {
            return column.<Object>map(name -> Map.of("where", name)).orElse("without-tenant");
        }

        private Predicate are(String tenantColumn) {
            return column.map(Predicate::isTrue)
                    .orElseGet(() -> Predicate.anyNull(List.of(tenantColumn)));
        }
    }

    private record Narrowing(Dimension<?> dimension, String column, boolean optional) {

        private Narrowing {
            Objects.requireNonNull(dimension, "dimension");
            Name.check("column", column);
        }

        private Predicate predicate(Dialect dialect) {
            return optional
                    ? Predicate.seenOrNull(dialect, dimension, column)
                    : Predicate.seen(dialect, dimension, column);
        }
    }
}
