package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.postgres.sealed.SealForm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The declaration of every table that the app role may meet, from which policies and grants are
 * generated ({@link WallSql}) and with which the database is compared ({@link Gate}). Immutable;
 * every method that changes something returns a new declaration.
 *
 * <pre>{@code
 * Wall wall = Wall.of("school", Roles.of("school_owner", "school_app"),
 *         Table.tenant("pupil").everything(),
 *         Table.chained("page", "pupil_id", "pupil", "id").appendOnly(),
 *         Table.global("subject"))
 *     .withTenantKey(KeyType.BIGINT);
 * }</pre>
 *
 * <p>There is one wall for one app role, whatever the number of schemas: a table elsewhere than in
 * the wall's own schema is declared by its full name, and its schema is then guarded as a whole,
 * like the wall's.
 */
public final class Wall {

    private final String schema;
    private final Roles roles;
    private final Map<String, Table> tables;
    private final Dialect dialect;
    private final @Nullable Function<Wall, Annex> annexed;
    private final @Nullable Annex annex;

    private Wall(
            String schema,
            Roles roles,
            Map<String, Table> tables,
            Dialect dialect,
            @Nullable Function<Wall, Annex> annexed) {
        this.schema = schema;
        this.roles = roles;
        this.tables = tables;
        this.dialect = dialect;
        this.annexed = annexed;
        new WallRules(this).check();
        this.annex = annexed == null ? null : annexed.apply(this);
    }

    private Wall spelt(Dialect other) {
        return new Wall(schema, roles, tables, other, annexed);
    }

    /**
     * @param schema in which tables without the name of a schema are
     * @throws IllegalArgumentException if a table is declared twice, or a table is reached through
     *     one that is not declared, not readable by the app role or reached in a circle; if two
     *     dimensions have one name; or if a table is for a worker and there is none
     */
    public static Wall of(String schema, Roles roles, Table... tables) {
        return of(schema, roles, List.of(tables));
    }

    /**
     * @throws IllegalArgumentException as {@link #of(String, Roles, Table...)} does
     */
    public static Wall of(String schema, Roles roles, Collection<? extends Table> tables) {
        Name.check("schema", schema);
        Map<String, Table> byName = new TreeMap<>();
        for (Table table : tables) {
            if (byName.put(Relation.of(schema, table.name()).label(schema), table) != null) {
                throw new IllegalArgumentException(table.name() + " is declared twice");
            }
        }
        return new Wall(schema, roles, byName, Dialect.STANDARD, null);
    }

    /** The type of every tenant column, where it is not {@code uuid}. */
    public Wall withTenantKey(KeyType type) {
        return spelt(dialect.withTenant(type));
    }

    /** The type of every principal column, where it is not {@code uuid}. */
    public Wall withPrincipalKey(KeyType type) {
        return spelt(dialect.withPrincipal(type));
    }

    /** The names of the session settings, where they are not {@link Settings#standard}. */
    public Wall withSettings(Settings names) {
        return spelt(dialect.withSettings(names));
    }

    /** The schema of the functions that policies compare with, where it is not bailiwick. */
    public Wall withFunctionsIn(String functionSchema) {
        return spelt(dialect.withSchema(functionSchema));
    }

    /**
     * This wall, to which scopes also tell the epoch of the authority that they were derived from,
     * as the setting {@code epoch}; blank if a scope has none.
     */
    public Wall withEpoch() {
        return spelt(dialect.withEpoch());
    }

    /**
     * As {@link #withEpoch}, and the database compares what it is told with what it has: a
     * transaction whose epoch is another fails with {@link
     * dev.bailiwick.core.AuthorityMovedException} before anything else of it runs. A scope without
     * an epoch is not compared, unless {@link EpochSource#requiringEpochs} refuses it. Needs {@link
     * WallSql#epoch} run behind the tables.
     *
     * @throws IllegalArgumentException if the owner does not see the rows of the tables, and on
     *     Citus
     */
    public Wall checkingEpoch(EpochSource source) {
        return spelt(dialect.checking(source));
    }

    /** Where the epoch is looked up; empty if it is not. */
    public Optional<EpochSource> epochSource() {
        return Optional.ofNullable(dialect.source());
    }

    /** Whether scopes tell their epoch. */
    public boolean hasEpoch() {
        return dialect.epoch();
    }

    /**
     * @throws IllegalArgumentException if {@code form} cannot express one of the tables
     */
    public Wall renderedAs(Rendering form) {
        return spelt(dialect.withRendering(form));
    }

    /**
     * This wall, whose scopes are sealed: its functions read what {@link WallSql#verifier} checks,
     * and its data sources are {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#sealed}.
     *
     * @throws IllegalArgumentException for a wall on Citus
     */
    public Wall sealedAs(SealForm form) {
        return spelt(dialect.withSeal(form));
    }

    /**
     * This wall, whose database has a schema of the toolkit's own as well, as this wall needs it.
     *
     * @throws IllegalArgumentException if {@code made} cannot make it for this wall
     * @see dev.bailiwick.postgres.authority.AuthoritySql#within
     */
    public Wall withAnnex(Function<Wall, Annex> made) {
        return new Wall(schema, roles, tables, dialect, made);
    }

    /** The schema that the toolkit fills itself, if there is one. */
    public Optional<Annex> annex() {
        return Optional.ofNullable(annex);
    }

    /** In which tables without the name of a schema are. */
    public String schema() {
        return schema;
    }

    /** All schemas that tables are declared in, sorted, the wall's own among them. */
    public List<String> schemas() {
        return Stream.concat(
                        Stream.of(schema),
                        tables.values().stream().map(table -> relation(table.name()).schema()))
                .distinct()
                .sorted()
                .toList();
    }

    public Roles roles() {
        return roles;
    }

    /** All tables, sorted by name. */
    public Collection<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** The declaration of a table, by the name that it was or could have been declared by. */
    public Optional<Table> table(String name) {
        return Optional.ofNullable(tables.get(relation(name).label(schema)));
    }

    /**
     * Whether what is read of a table may differ between two principals of one tenant: then a cache
     * that is kept by tenant must hold nothing of it. A view is taken to show what differs if any
     * table does.
     */
    public boolean differsByPrincipal(Table table) {
        return switch (table) {
            case TenantTable tenant ->
                    !tenant.portion().readByAll()
                            || tenant.narrowings().stream()
                                    .anyMatch(one -> one.differsByPrincipal(this));
            case ChainedTable chained ->
                    chained.links().stream()
                            .flatMap(link -> table(link.parent()).stream())
                            .anyMatch(this::differsByPrincipal);
            case ViewTable _ ->
                    tables().stream()
                            .anyMatch(one -> one instanceof TenantTable && differsByPrincipal(one));
            case IdentityTable _ -> true;
            case GlobalTable _, InternalTable _ -> false;
        };
    }

    /**
     * This wall with other declarations of some tables, or of more tables.
     *
     * @throws IllegalArgumentException as {@link #of(String, Roles, Table...)} does
     */
    public Wall with(Table... changed) {
        Map<String, Table> more = new TreeMap<>(tables);
        for (Table table : changed) {
            more.put(label(table), table);
        }
        return new Wall(schema, roles, more, dialect, annexed);
    }

    /** What scopes may be narrowed to beside the tenant, sorted by name. */
    public List<Dimension<?>> dimensions() {
        Map<String, Dimension<?>> byName = new TreeMap<>();
        tables.values().stream()
                .flatMap(table -> table.dimensions().stream())
                .forEach(dimension -> byName.put(dimension.name(), dimension));
        return new ArrayList<>(byName.values());
    }

    public KeyType tenantKey() {
        return dialect.tenant();
    }

    public KeyType principalKey() {
        return dialect.principal();
    }

    public Settings settings() {
        return dialect.settings();
    }

    public Rendering rendering() {
        return dialect.rendering();
    }

    /** How its scopes are sealed; empty if they are plain. */
    public Optional<SealForm> seal() {
        return Optional.ofNullable(dialect.seal());
    }

    /** Of the functions that the policies compare with. */
    public String functionSchema() {
        return dialect.schema();
    }

    Dialect dialect() {
        return dialect;
    }

    /** The tables by their short names, where they are in the wall's own schema. */
    Map<String, Table> byLabel() {
        return tables;
    }

    Relation relation(String declared) {
        return Relation.of(schema, declared);
    }

    /** How a table is called in messages: by its short name in the wall's own schema. */
    public String label(Table table) {
        return relation(table.name()).label(schema);
    }

    /** All policies of a table, as they must be in the database, no more and no fewer. */
    List<Policy> policies(Table table) {
        if (!table.rowSecurity()) {
            return List.of();
        }
        List<Policy> policies = new ArrayList<>(table.policies(this));
        roles.several().ifPresent(role -> policies.addAll(table.severalPolicies(this, role)));
        roles.guests().ifPresent(role -> policies.addAll(table.guestPolicies(this, role)));
        if (!table.worker().nothing()) {
            roles.worker()
                    .ifPresent(role -> policies.add(Policy.all("worker", role, Predicate.TRUE)));
        }
        policies.addAll(table.owner().policies(roles.owner()));
        return policies;
    }

    /** What each role may do with a table; roles that may do nothing are missing. */
    Map<String, Granted> grants(Table table) {
        Map<String, Granted> grants = new TreeMap<>();
        grants.put(roles.app(), table.app());
        roles.worker().ifPresent(role -> grants.put(role, table.worker()));
        if (table.rowSecurity()) {
            roles.maintenance().ifPresent(role -> grants.put(role, Granted.ALL));
        }
        roles.several().ifPresent(role -> grants.put(role, table.several()));
        roles.guests().ifPresent(role -> grants.put(role, table.guests()));
        return grants.entrySet().stream()
                .filter(entry -> !entry.getValue().nothing())
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** The sequences that numbers are drawn from, and by whom: labels and roles, sorted. */
    Map<String, List<String>> sequences() {
        Map<String, TreeSet<String>> roleSets = new TreeMap<>();
        for (Table table : tables.values()) {
            for (String sequence : table.sequences()) {
                TreeSet<String> drawing =
                        roleSets.computeIfAbsent(
                                relation(sequence).label(schema), _ -> new TreeSet<>());
                drawing.add(roles.app());
                roles.maintenance().ifPresent(drawing::add);
                if (table.several().may(Command.INSERT)) {
                    roles.several().ifPresent(drawing::add);
                }
            }
        }
        Map<String, List<String>> sequences = new TreeMap<>();
        roleSets.forEach((sequence, drawing) -> sequences.put(sequence, List.copyOf(drawing)));
        return sequences;
    }
}
