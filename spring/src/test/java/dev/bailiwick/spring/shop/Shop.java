package dev.bailiwick.spring.shop;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two shops, Acme with two items and Bolt with one, in a database of their own. */
public final class Shop {

    public static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    public static final TenantId BOLT = TenantId.parse("00000000-0000-7000-8000-00000000000b");

    /** Member of both shops. */
    public static final PrincipalId ANN = PrincipalId.parse("00000000-0000-7000-8000-0000000000a1");

    /** Member of Bolt. */
    public static final PrincipalId BEN = PrincipalId.parse("00000000-0000-7000-8000-0000000000b1");

    public static final Wall WALL =
            Wall.of(
                    "shop",
                    Roles.of("shop_owner", "shop_app").withMaintenance("shop_maint"),
                    Table.tenant("item").everything(),
                    Table.global("country"),
                    Table.internal("flyway_schema_history").leftToItsTool(),
                    Table.identity("membership")
                            .select(Rows.own("person_id"), Rows.ofTenant("tenant_id")));

    public static final String TABLES =
            """
            create table item (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default uuidv7(),
                name text not null, primary key (tenant_id, id));
            create table country (name text primary key);
            create table membership (
                tenant_id uuid not null default bailiwick.tenant(), person_id uuid not null,
                primary key (tenant_id, person_id));
            """;

    public static final String ROWS =
            """
            insert into shop.item (tenant_id, name) values ('%1$s', 'acme-anvil'), ('%1$s', 'acme-rope'), ('%2$s', 'bolt-nut');
            insert into shop.country values ('Atlantis');
            insert into shop.membership values ('%1$s', '%3$s'), ('%2$s', '%3$s'), ('%2$s', '%4$s');
            """
                    .formatted(ACME, BOLT, ANN, BEN);

    private static final Blueprint BLUEPRINT =
            Blueprint.of("shop")
                    .with(
                            WallSql.functions(),
                            TABLES,
                            "create table flyway_schema_history (version integer primary key)",
                            WallSql.isolation(WALL))
                    .withRows(ROWS);

    private static final Blueprint EMPTY = Blueprint.of("shop");

    private Shop() {}

    public static TestDatabase database() throws SQLException {
        return BLUEPRINT.database();
    }

    /** With the roles and the schema, and nothing in it. */
    public static TestDatabase emptyDatabase() throws SQLException {
        return EMPTY.database();
    }

    public static Scope.Tenant acme() {
        return Scope.Tenant.of(ACME).as(ANN);
    }

    public static Scope.Tenant bolt() {
        return Scope.Tenant.of(BOLT).as(BEN);
    }

    /** Starts {@code application} on the database as its app role, without a web server. */
    public static ConfigurableApplicationContext start(
            TestDatabase database, Class<?> application, String... properties) {
        return start(database.app(), WebApplicationType.NONE, application, properties);
    }

    /** As {@link #start}, with a web server on a port of its own. */
    public static ConfigurableApplicationContext serve(
            TestDatabase database, Class<?> application, String... properties) {
        return start(database.app(), WebApplicationType.SERVLET, application, properties);
    }

    public static ConfigurableApplicationContext start(
            PGSimpleDataSource login,
            WebApplicationType type,
            Class<?> application,
            String... properties) {
        SpringApplication boot = new SpringApplication(application);
        boot.setWebApplicationType(type);
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("spring.config.name", "none");
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("logging.level.root", "error");
        defaults.put("server.port", "0");
        defaults.put("server.tomcat.threads.max", "2");
        defaults.put("spring.datasource.url", url(login));
        defaults.put("spring.datasource.username", String.valueOf(login.getUser()));
        defaults.put("spring.datasource.hikari.maximum-pool-size", "3");
        defaults.put("spring.mvc.problemdetails.enabled", "true");
        defaults.put("spring.flyway.enabled", "false");
        defaults.put("spring.liquibase.enabled", "false");
        // slow to start: for those who ask
        defaults.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.data.jpa.autoconfigure"
                        + ".DataJpaRepositoriesAutoConfiguration");
        defaults.put("spring.jpa.open-in-view", "false");
        boot.setDefaultProperties(defaults);
        List<String> arguments = new ArrayList<>();
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return boot.run(arguments.toArray(String[]::new));
    }

    /** The first column, as text. */
    public static List<String> names(JdbcClient client, String sql) {
        return client.sql(sql).query().singleColumn().stream().map(String::valueOf).toList();
    }

    public static String url(PGSimpleDataSource login) {
        return "jdbc:postgresql://localhost:%d/%s?currentSchema=%s"
                .formatted(
                        login.getPortNumbers()[0],
                        login.getDatabaseName(),
                        login.getCurrentSchema());
    }
}
