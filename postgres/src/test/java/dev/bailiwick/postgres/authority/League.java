package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.lang.ScopedValue.CallableOp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Two clubs, their members and who they are, and the wall around them. */
final class League {

    static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    static final TenantId BOLT = new TenantId(new UUID(0xB, 1));

    /** Owner, admin, member and viewer of Acme, and the owner of Bolt. */
    static final PrincipalId ANN = person(1);

    static final PrincipalId BEN = person(2);
    static final PrincipalId CAT = person(3);
    static final PrincipalId DAN = person(4);
    static final PrincipalId EVE = person(5);

    /** Of no club. */
    static final PrincipalId FAY = person(6);

    // snippet roles
    static final RoleModel MODEL =
            RoleModel.of(Permissions.of(Permit.class))
                    .role("owner")
                    .role("admin", Permit.MEMBER_MANAGE, Permit.MEMBER_INVITE, Permit.TEAM_MANAGE)
                    .above("owner", "admin")
                    .role("member", Permit.PAGE_WRITE)
                    .above("admin", "member")
                    .role("viewer", Permit.PAGE_READ)
                    .above("member", "viewer")
                    .role("auditor", Permit.PAGE_READ, Permit.AUDIT_READ)
                    .above("owner", "auditor")
                    .allowedWhenSuspended(Permit.BILL_PAY)
                    .build();

    // end

    /** For tests alone: who has the database changes what nobody else can. */
    static final String WITHOUT_TRIGGERS = "set session_replication_role = replica";

    static final Role OWNER = MODEL.require("owner");
    static final Role ADMIN = MODEL.require("admin");
    static final Role MEMBER = MODEL.require("member");
    static final Role VIEWER = MODEL.require("viewer");
    static final Role AUDITOR = MODEL.require("auditor");

    static final Accounts ACCOUNTS = new Accounts("club(id)", "person(id)", "email");
    static final Duties DUTIES =
            new Duties(
                            Permit.MEMBER_MANAGE,
                            Permit.MEMBER_INVITE,
                            Permit.TEAM_MANAGE,
                            Permit.AUDIT_READ)
                    .withOutside(Permit.SHARE_OUTSIDE);

    /** The numbers of authority, for scopes without an epoch too. */
    static final EpochSource TAKING_ALL =
            new EpochSource(
                    AuthoritySql.epochs().tenant(),
                    AuthoritySql.epochs().principal(),
                    EpochSource.Without.TAKEN);

    static final Wall WALL = wall();
    static final AuthoritySql SQL = new AuthoritySql(WALL, ACCOUNTS, DUTIES);

    private static final String TABLES =
            """
            create table club (id uuid primary key, name text not null);
            create table person (id uuid primary key, email text not null unique);
            """;

    private static final String PAGES =
            """
            create table page (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                author_id uuid not null default bailiwick.principal(), team_id uuid, title text not null,
                primary key (tenant_id, id), foreign key (tenant_id, team_id) references bailiwick_authority.team);
            create table file (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                author_id uuid not null default bailiwick.principal(), name text not null, primary key (tenant_id, id));
            create table notice (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(), team_id uuid,
                title text not null, primary key (tenant_id, id),
                foreign key (tenant_id, team_id) references bailiwick_authority.team);
            create table note (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                author_id uuid default bailiwick.principal(), title text not null, primary key (tenant_id, id));
            """;

    private static final String ROWS =
            """
            insert into club values ('%1$s', 'Acme'), ('%2$s', 'Bolt');
            insert into person select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'p' || n || '@league'
                from generate_series(1, 40) n;
            select bailiwick_authority.found('%1$s', '%3$s'), bailiwick_authority.found('%2$s', '%4$s');
            insert into bailiwick_authority.principal values ('%5$s'), ('%6$s'), ('%7$s');
            insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values
                ('%1$s', '%5$s', '{admin}'), ('%1$s', '%6$s', '{member}'), ('%1$s', '%7$s', '{viewer}');
            update bailiwick_authority.tenant_limit set used = 4 where tenant_id = '%1$s' and kind = 'users';
            """
                    .formatted(ACME, BOLT, ANN, EVE, BEN, CAT, DAN);

    private static final Blueprint LEAGUE =
            Blueprint.of("league")
                    .withRole("league_guests")
                    .with(
                            WallSql.functions(WALL),
                            TABLES,
                            SQL.tables(),
                            PAGES,
                            SQL.functions(),
                            SQL.model(MODEL),
                            WallSql.isolation(WALL))
                    .withRows(ROWS);

    private League() {}

    private static Wall wall() {
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(Table.identity("club").select(Rows.ofTenant("id")).changedByOwner());
        tables.add(
                Table.identity("person")
                        .select(
                                Rows.own("id"),
                                Rows.ofTenantThrough(
                                        "id",
                                        "bailiwick_authority.membership",
                                        "principal_id",
                                        "tenant_id"))
                        .lookedUpByOwner());
        // snippet portions
        tables.add(
                Table.tenant("page")
                        .ownedBy("author_id")
                        .inTeam("team_id")
                        .sharedAs("page")
                        .select()
                        .insert()
                        .update("title")
                        .delete());
        tables.add(
                Table.tenant("file").ownedBy("author_id").sharedAs("file").select().update("name"));
        tables.add(Table.tenant("notice").inTeamOptional("team_id").select().insert());
        tables.add(
                Table.tenant("note")
                        .ownContentOnly("author_id", Permit.PAGE_EDIT_ALL)
                        .select()
                        .insert()
                        .update("title")
                        .delete());
        // end
        Roles roles =
                Roles.of("league_owner", "league_app")
                        .withMaintenance("league_maint")
                        .withGuests("league_guests");
        return Wall.of("league", roles, tables);
    }

    static TestDatabase database() throws SQLException {
        return LEAGUE.database();
    }

    static ScopedDataSource scoped(TestDatabase database) {
        return ScopedDataSource.of(database.app(), WALL)
                .or(ScopedDataSource.maintenance(database.as("league_maint"), _ -> {}))
                .or(ScopedDataSource.guests(database.as("league_guests"), WALL));
    }

    /** One of forty, whose address is {@code p<number>@league}. */
    static PrincipalId person(int number) {
        return new PrincipalId(new UUID(0, Long.parseLong(Integer.toString(number), 16)));
    }

    static String address(PrincipalId person) {
        return "p" + Long.toHexString(person.value().getLeastSignificantBits()) + "@league";
    }

    static Scope.Tenant in(TenantId tenant, PrincipalId who) {
        return Scope.Tenant.of(tenant).as(who);
    }

    /** In Acme. */
    static <R, X extends Throwable> R as(PrincipalId who, CallableOp<? extends R, X> work)
            throws X {
        return Scopes.call(in(ACME, who), work);
    }

    /** The roles of a member of Acme, by name; empty for whoever is none. */
    static Set<Role> rolesOf(Members members, PrincipalId who) throws SQLException {
        return members.holding(who, ACME).map(holding -> holding.roles()).orElse(Set.of());
    }

    static long epoch(TestDatabase database) throws SQLException {
        return number(
                database,
                "select epoch from bailiwick_authority.tenant where tenant_id = '" + ACME + "'");
    }

    /** Past the policies. */
    static long number(TestDatabase database, String query) throws SQLException {
        try (var connection = database.as("postgres").getConnection()) {
            return Long.parseLong(Sql.list(connection, query).getFirst());
        }
    }

    // snippet permissions
    enum Permit implements Permission {
        MEMBER_MANAGE,
        MEMBER_INVITE,
        TEAM_MANAGE,
        AUDIT_READ,
        PAGE_READ,
        PAGE_WRITE,
        PAGE_EDIT_ALL,
        SHARE_OUTSIDE,
        BILL_PAY
    }
    // end
}
