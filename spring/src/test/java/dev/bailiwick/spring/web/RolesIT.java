package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.Accounts;
import dev.bailiwick.postgres.authority.AuditTrail;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.authority.Duties;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.RequiresRole;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.member.KeptMembership;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.web.Principals.Identified;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

/** Endpoints that ask for roles and permissions, of members that the database keeps. */
class RolesIT {

    static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    static final PrincipalId ANN = new PrincipalId(new UUID(0, 1));
    static final PrincipalId BEN = new PrincipalId(new UUID(0, 2));
    static final PrincipalId CAT = new PrincipalId(new UUID(0, 3));

    private static final RoleModel MODEL =
            RoleModel.of(Permissions.of(Permit.class))
                    .role("owner")
                    .role("admin", Permit.MEMBER_MANAGE)
                    .above("owner", "admin")
                    .role("viewer", Permit.PAGE_READ)
                    .above("admin", "viewer")
                    .allowedWhenSuspended(Permit.BILL_PAY)
                    .build();

    private static final Accounts ACCOUNTS = new Accounts("guild(id)", "person(id)", "email");
    private static final Duties DUTIES =
            new Duties(
                    Permit.MEMBER_MANAGE,
                    Permit.MEMBER_MANAGE,
                    Permit.MEMBER_MANAGE,
                    Permit.MEMBER_MANAGE);

    /** Takes no scope of a principal that carries no epoch. */
    private static final Wall WALL = wall();

    private static final AuthoritySql AUTHORITY = new AuthoritySql(WALL, ACCOUNTS, DUTIES);

    static final Blueprint GUILD =
            Blueprint.of("guild")
                    .with(
                            WallSql.functions(WALL),
                            "create table guild (id uuid primary key)",
                            "create table person (id uuid primary key, email text not null)",
                            AUTHORITY.tables(),
                            AUTHORITY.again(MODEL))
                    .withRows(
                            """
                            insert into guild values ('%1$s');
                            insert into person values ('%2$s', 'a@g'), ('%3$s', 'b@g'), ('%4$s', 'c@g');
                            select bailiwick_authority.found('%1$s', '%2$s');
                            insert into bailiwick_authority.principal values ('%3$s');
                            insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%1$s', '%3$s', '{viewer}');
                            """
                                    .formatted(ACME, ANN, BEN, CAT));

    private static TestDatabase database;
    private static ConfigurableApplicationContext application;
    private static Browser browser;

    private static Wall wall() {
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(Table.identity("guild").select(Rows.ofTenant("id")).changedByOwner());
        tables.add(Table.identity("person").select(Rows.own("id")).lookedUpByOwner());
        return AuthoritySql.within(
                Wall.of("guild", Roles.of("guild_owner", "guild_app"), tables),
                ACCOUNTS,
                DUTIES,
                MODEL);
    }

    @BeforeAll
    static void start() throws Exception {
        database = GUILD.database();
        application =
                Shop.serve(database, GuildHall.class, "bailiwick.tenant.source=header:X-Tenant");
        browser = new Browser(application);
    }

    @AfterAll
    static void stop() throws SQLException {
        browser.close();
        application.close();
        // and what was summed up in the open minute is kept at the end
        assertThat(
                        recorded(
                                "select distinct concat_ws(' ', principal_id, what) from"
                                        + " bailiwick_authority.audit where kind = 'refused'"))
                .contains(
                        BEN + " role:admin",
                        BEN + " permission:BILL_PAY",
                        BEN + " suspended",
                        CAT + " not-member");
    }

    private static List<String> recorded(String query) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(connection, query);
        }
    }

    private static int status(PrincipalId who, String path) throws Exception {
        return browser.get(path, "X-Who", who.toString(), "X-Tenant", ACME.toString()).statusCode();
    }

    @Test
    void aRoleIsAskedForAndThoseAboveItHoldItToo() throws Exception {
        assertThat(status(ANN, "/admins")).isEqualTo(200);
        assertThat(status(ANN, "/viewers")).isEqualTo(200);
        assertThat(status(BEN, "/viewers")).isEqualTo(200);
        assertThat(browser.get("/admins", "X-Who", BEN.toString(), "X-Tenant", ACME.toString()))
                .satisfies(
                        refused -> {
                            assertThat(refused.statusCode()).isEqualTo(403);
                            assertThat(refused.body()).contains("it needs the role admin");
                        });
        assertThat(status(CAT, "/viewers")).as("a stranger").isEqualTo(404);
        RefusalSums refusals = application.getBean(RefusalSums.class);
        long before = refusals.counts().anonymous();
        assertThat(browser.get("/viewers").statusCode()).isEqualTo(401);
        assertThat(refusals.counts().anonymous()).isEqualTo(before + 1);
    }

    @Test
    void permissionsOfTheModelAreKnownWithoutAnotherBean() throws Exception {
        assertThat(status(BEN, "/read")).isEqualTo(200);
        assertThat(status(BEN, "/pay")).isEqualTo(403);
        assertThat(status(ANN, "/pay")).isEqualTo(200);
    }

    @Test
    void whatChangesHoldsFromTheNextRequestOn() throws Exception {
        change(
                "update bailiwick_authority.membership set roles = '{admin}' where principal_id ="
                        + " '%s'");
        assertThat(status(BEN, "/admins")).isEqualTo(200);
        change(
                "update bailiwick_authority.membership set status = 'suspended' where principal_id"
                        + " = '%s'");
        assertThat(status(BEN, "/any")).isEqualTo(403);
        change(
                "update bailiwick_authority.membership set roles = '{viewer}', status = 'active'"
                        + " where principal_id = '%s'");
        assertThat(status(BEN, "/admins")).isEqualTo(403);
    }

    @Test
    void aTenantThatIsSuspendedIsLeftWhatIsNamed() throws Exception {
        String status = "update bailiwick_authority.tenant set status = '%s'";
        database.asSuperuser(status.formatted("suspended"));
        try {
            assertThat(status(ANN, "/pay")).isEqualTo(200);
            assertThat(status(ANN, "/read")).isEqualTo(403);
            assertThat(status(ANN, "/admins")).isEqualTo(403);
            assertThat(status(ANN, "/any")).as("what is not named").isEqualTo(403);
            assertThat(status(BEN, "/any")).isEqualTo(403);
        } finally {
            database.asSuperuser(status.formatted("active"));
        }
    }

    private static void change(String sql) throws SQLException {
        database.asSuperuser(sql.formatted(BEN));
    }

    enum Permit implements Permission {
        MEMBER_MANAGE,
        PAGE_READ,
        BILL_PAY
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Endpoints.class)
    static class GuildHall {

        private final Environment environment;

        GuildHall(Environment environment) {
            this.environment = environment;
        }

        @Bean
        Wall wall() {
            return WALL;
        }

        // snippet beans
        @Bean
        RoleModel model() {
            return MODEL;
        }

        @Bean
        TenantMembership membership(DataSource scoped, RoleModel model) {
            return new KeptMembership(new Members(scoped, model), model);
        }

        // end

        // snippet audit
        @Bean
        RefusalSums refusals(Wall wall) {
            DataSource own = appRole(); // a pool of two connections that nobody else takes
            return RefusalSums.started(new AuditTrail(ScopedDataSource.of(own, wall)));
        }

        // end

        private DataSource appRole() {
            PGSimpleDataSource login = new PGSimpleDataSource();
            login.setUrl(environment.getRequiredProperty("spring.datasource.url"));
            login.setUser(environment.getRequiredProperty("spring.datasource.username"));
            return login;
        }

        @Bean
        Principals principals() {
            return request -> {
                String who = request.getHeader("X-Who");
                return who == null
                        ? new Identified.Nobody()
                        : new Identified.Known(PrincipalId.parse(who), Map.of());
            };
        }
    }

    @RestController
    static class Endpoints {

        // snippet endpoints
        @RequiresRole("admin")
        @GetMapping("/admins")
        String admins() {
            return Scopes.require().described();
        }

        @RequiresPermission("PAGE_READ")
        @GetMapping("/read")
        String read() {
            return "";
        }

        // end

        @RequiresRole("viewer")
        @GetMapping("/viewers")
        String viewers() {
            return "";
        }

        @RequiresPermission("BILL_PAY")
        @GetMapping("/pay")
        String pay() {
            return "";
        }

        @AnyMember
        @GetMapping("/any")
        String any() {
            return "";
        }
    }
}
