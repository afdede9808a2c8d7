package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Annex;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of authority as SQL, always the same text for the same declaration. The text is meant
 * to be committed as migrations and run by the owner of the wall, in this order: {@link
 * WallSql#functions}, the application's tables of tenants and principals, {@link #tables}, its
 * other tables, {@link #again}. All but the tables may be run again.
 */
public final class AuthoritySql {

    /** The schema. */
    static final String NAME = "bailiwick_authority";

    private static final String SCHEMA = NAME + ".";

    /** Of {@code tables.sql}: raised with each change of it, which a test holds. */
    static final int VERSION = 1;

    private static final String MARK = "bailiwick authority, tables of version " + VERSION;

    private static final List<String> FUNCTIONS =
            List.of(
                    "audit.sql",
                    "entry.sql",
                    "tenants.sql",
                    "members.sql",
                    "invitations.sql",
                    "model.sql",
                    "teams.sql",
                    "held.sql",
                    "shares.sql",
                    "links.sql",
                    "existing.sql");

    /** Read by functions alone. */
    private static final List<String> HIDDEN =
            List.of(
                    "share",
                    "share_answer",
                    "share_once",
                    "share_opened",
                    "share_access",
                    "audit",
                    "maintenance_audit");

    private final Wall wall;
    private final Accounts accounts;
    private final Duties duties;
    private final Map<String, String> words;

    /**
     * @param wall with {@link #declarations}
     * @throws IllegalArgumentException if {@code wall} lacks one of these, or declares no
     *     principals that the owner can look up, or no tenants that it can add
     */
    public AuthoritySql(Wall wall, Accounts accounts, Duties duties) {
        this.wall = wall;
        this.accounts = accounts;
        this.duties = duties;
        for (Table table : declarations()) {
            if (wall.table(table.name()).isEmpty()) {
                throw new IllegalArgumentException(
                        "The wall does not declare %s: add AuthoritySql.declarations()"
                                .formatted(table.name()));
            }
        }
        String principals = Accounts.table(accounts.principals());
        if (ownerMay(wall, principals).equals("nothing")) {
            throw new IllegalArgumentException(
                    "Invitations look for an address in %s, which nobody can: declare it .lookedUpByOwner()"
                            .formatted(principals));
        }
        String tenants = Accounts.table(accounts.tenants());
        if (!ownerMay(wall, tenants).equals("changes")) {
            throw new IllegalArgumentException(
                    "Whatever makes a tenant runs as the owner, who may not add a row to %s: declare it .changedByOwner()"
                            .formatted(tenants));
        }
        if (duties.outside().isPresent() != wall.roles().guests().isPresent()) {
            throw new IllegalArgumentException(
                    "Sharing outside the tenant takes a permission, Duties.withOutside, and a role"
                            + " that reads it, Roles.withGuests");
        }
        this.words = words(wall, accounts, duties);
    }

    /** As a declaration says it; all, where no policies hold back the owner. */
    private static String ownerMay(Wall wall, String name) {
        Map<String, Object> declared =
                wall.table(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The wall does not declare " + name))
                        .words();
        boolean held = List.of("identity", "tenant").contains(String.valueOf(declared.get("kind")));
        return String.valueOf(declared.getOrDefault("owner", held ? "nothing" : "changes"));
    }

    private static Map<String, String> words(Wall wall, Accounts accounts, Duties duties) {
        String functions = Accounts.quoted(wall.functionSchema());
        String schema = wall.schema();
        Map<String, String> words = new TreeMap<>();
        words.put("tenant", functions + ".tenant()");
        words.put("principal", functions + ".principal()");
        words.put("tenant_key", wall.tenantKey().sql());
        words.put("principal_key", wall.principalKey().sql());
        words.put("tenants", Accounts.quotedTable(Accounts.table(accounts.tenants()), schema));
        words.put("tenants_key", Accounts.quotedColumn(accounts.tenants()));
        words.put(
                "principals", Accounts.quotedTable(Accounts.table(accounts.principals()), schema));
        words.put("principals_key", Accounts.quotedColumn(accounts.principals()));
        words.put("email", Accounts.quoted(accounts.email()));
        words.put("owner", Accounts.quoted(wall.roles().owner()));
        words.put("app", Accounts.quoted(wall.roles().app()));
        words.put("members", duties.members().name());
        words.put("invitations", duties.invitations().name());
        words.put("teams", duties.teams().name());
        words.put("audit", duties.audit().name());
        words.put("outside", duties.outside().map(Permission::name).orElse(""));
        words.put("home", functions + ".home()");
        wall.roles().guests().ifPresent(role -> words.put("guests", Accounts.quoted(role)));
        wall.roles()
                .maintenance()
                .ifPresent(role -> words.put("maintenance", Accounts.quoted(role)));
        words.put("mark", MARK);
        words.put("owners", new SharedTables(wall).owners());
        words.put("model_lines", text("model-lines.sql").strip().replace("\n", "\n        "));
        return words;
    }

    /** The tables of authority, to be declared in the wall. */
    public static List<Table> declarations() {
        Stream<Table> read =
                Stream.of(
                        Table.tenant(SCHEMA + "team").readOnly().changedByOwner(),
                        Table.tenant(SCHEMA + "team_path").readOnly().changedByOwner(),
                        Table.tenant(SCHEMA + "team_member").readOnly().changedByOwner(),
                        Table.global(SCHEMA + "permission"),
                        Table.global(SCHEMA + "role"),
                        Table.global(SCHEMA + "role_permission"),
                        Table.global(SCHEMA + "role_below"),
                        Table.identity(SCHEMA + "tenant")
                                .select(
                                        Rows.ofTenant("tenant_id"),
                                        Rows.ownThrough(
                                                "tenant_id",
                                                SCHEMA + "membership",
                                                "tenant_id",
                                                "principal_id"))
                                .changedByOwner(),
                        Table.identity(SCHEMA + "principal")
                                .select(Rows.own("principal_id"))
                                .changedByOwner(),
                        Table.identity(SCHEMA + "membership")
                                .select(Rows.own("principal_id"), Rows.ofTenant("tenant_id"))
                                .changedByOwner(),
                        Table.tenant(SCHEMA + "tenant_limit").readOnly().changedByOwner(),
                        Table.tenant(SCHEMA + "invitation")
                                .select(
                                        "tenant_id",
                                        "id",
                                        "email",
                                        "roles",
                                        "state",
                                        "expires_at",
                                        "invited_by",
                                        "invited_at")
                                .changedByOwner());
        Stream<Table> hidden = HIDDEN.stream().map(name -> Table.internal(SCHEMA + name));
        return Stream.concat(hidden, read).toList();
    }

    /**
     * The wall with authority in it: what it generates is compared with the database, and planned,
     * like the rest of the wall; and scopes are held to {@link #epochs}, unless the wall compares
     * them with numbers of its own.
     *
     * @throws IllegalArgumentException as the constructor does, and on Citus
     */
    public static Wall within(Wall wall, Accounts accounts, Duties duties, RoleModel model) {
        Wall declared = wall.with(declarations().toArray(Table[]::new));
        Wall compared =
                declared.epochSource().isPresent() ? declared : declared.checkingEpoch(epochs());
        return compared.withAnnex(whole -> new AuthoritySql(whole, accounts, duties).annex(model));
    }

    private Annex annex(RoleModel model) {
        return new Annex(
                SCHEMA.substring(0, SCHEMA.length() - 1),
                new ModelWords(model).with(accounts, duties),
                tables(),
                MARK,
                functions(),
                new Annex.Content(
                        model(model),
                        text("model-lines.sql"),
                        new ModelWords(model).lines(),
                        rendered("model-whole.sql")));
    }

    /**
     * Where these tables keep what tells whether authority has moved, for {@link
     * Wall#checkingEpoch}: then nothing of a scope that carries {@link
     * dev.bailiwick.core.authority.Holding#epoch} runs once a membership, a role, a team, a share
     * or the status of the tenant that it was derived from has changed; and the scope of a
     * principal that carries none is refused.
     */
    public static EpochSource epochs() {
        return EpochSource.of(
                        new Counter(SCHEMA + "tenant", "tenant_id", "epoch"),
                        new Counter(SCHEMA + "principal", "principal_id", "epoch"))
                .requiringEpochs();
    }

    /** The schema and its tables. Run once. */
    public String tables() {
        return rendered("tables.sql");
    }

    /** What changes and reads them. Behind the tables of the application. */
    public String functions() {
        Optional<String> ofGuests = wall.roles().guests().map(_ -> "guests.sql");
        String functions =
                Stream.concat(FUNCTIONS.stream(), ofGuests.stream())
                        .map(this::rendered)
                        .collect(Collectors.joining("\n"));
        return words.containsKey("maintenance")
                ? functions + rendered("maintenance.sql")
                : functions;
    }

    /**
     * All that comes behind the tables of the application, in its order: {@link #functions}, {@link
     * #model}, {@link WallSql#epoch} and {@link WallSql#isolation}. Run whenever any of it has
     * changed: as one repeatable migration, say.
     */
    public String again(RoleModel model) {
        return String.join(
                "\n", functions(), model(model), WallSql.epoch(wall), WallSql.isolation(wall));
    }

    /**
     * The roles of the application, for all tenants. Run whenever the model has changed; it fails,
     * and changes nothing, while a member or an invitation holds what the model has no longer.
     */
    public String model(RoleModel model) {
        String permissions =
                listed(
                        model.permissions().all(),
                        permission ->
                                "{\"name\": \"%s\", \"suspended\": %s}"
                                        .formatted(
                                                permission.name(),
                                                model.whenSuspended().contains(permission)));
        String roles =
                listed(
                        model.roles(),
                        role ->
                                """
                                {"name": "%s", "owner": %s,
                                 "permissions": [%s],
                                 "includes": [%s]}\
                                """
                                        .formatted(
                                                role.name(),
                                                role.equals(model.owner()),
                                                quoted(
                                                        model.permissions().all(),
                                                        Permission::name,
                                                        role.permissions()::contains),
                                                quoted(
                                                        model.roles(),
                                                        Role::name,
                                                        lower -> model.includes(role, lower))));
        return """
        -- The roles of the application. Generated (AuthoritySql.model); repeatable, run by the owner of the wall.
        select bailiwick_authority.install_model('{"permissions": [
        %s],
        "roles": [
        %s]}'::jsonb);
        """
                .formatted(permissions, roles);
    }

    private static <T> String listed(Collection<T> all, Function<T, String> one) {
        return all.stream().map(one).collect(Collectors.joining(",\n"));
    }

    private static <T> String quoted(
            Collection<T> all, Function<T, String> name, Predicate<T> which) {
        return all.stream()
                .filter(which)
                .map(one -> '"' + name.apply(one) + '"')
                .collect(Collectors.joining(", "));
    }

    private String rendered(String file) {
        String sql = text(file);
        for (Map.Entry<String, String> word : words.entrySet()) {
            sql = sql.replace("${" + word.getKey() + "}", word.getValue());
        }
        return sql;
    }

    private static String text(String file) {
        try (InputStream in = AuthoritySql.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The class path lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
