package dev.bailiwick.spring.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.IOException;
import java.util.List;

import javax.sql.DataSource;

/**
 * How a Boot application tests its own isolation: its own code, once more on an unprotected twin.
 */
// snippet test
@SpringBootTest(
        classes = StoreApplication.class,
        properties = "spring.config.location=classpath:store/application.properties")
class StoreIsolationIT {

    private static final Scope ACME =
            Scope.Tenant.of(TenantId.parse("00000000-0000-7000-8000-00000000000a"));
    private static final Scope BOLT =
            Scope.Tenant.of(TenantId.parse("00000000-0000-7000-8000-00000000000b"));

    private static final EmbeddedPostgres SERVER = started();

    @Autowired private ItemPages pages;

    /** The application logs in as it will in production, and Flyway as the owner. */
    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> url("store_app") + "&currentSchema=store");
        properties.add("spring.flyway.url", () -> url("store_owner"));
    }

    @Test
    void eachTenantSeesItsOwnItemsAndNoOthers() {
        Scopes.run(ACME, () -> pages.add("anvil"));
        Scopes.run(BOLT, () -> pages.add("nut"));

        List<?> unprotected = new ItemPages(JdbcClient.create(twin())).list();
        assertThat(unprotected).as("the control").hasToString("[anvil, nut]");

        assertThat(Scopes.call(ACME, () -> pages.list())).hasToString("[anvil]");
        assertThat(Scopes.call(BOLT, () -> pages.list())).hasToString("[nut]");
        assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(() -> pages.list());
    }

    /** The same code and rows for the same role, where no wall stands. */
    private static DataSource twin() {
        new JdbcTemplate(source(url("postgres")))
                .execute(
                        """
                        create schema bare;
                        create table bare.item (like store.item including all);
                        insert into bare.item select * from store.item;
                        grant usage on schema bare to store_app;
                        grant all on all tables in schema bare to store_app;
                        """);
        return source(url("store_app") + "&currentSchema=bare");
    }

    // end

    private static EmbeddedPostgres started() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start();
            JdbcTemplate superuser = new JdbcTemplate(server.getPostgresDatabase());
            for (String part : StoreIT.roles()) {
                if (part.startsWith("create schema")) {
                    superuser = new JdbcTemplate(source(server.getJdbcUrl("postgres", "store")));
                }
                superuser.execute(part);
            }
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String url(String role) {
        return SERVER.getJdbcUrl(role, "store");
    }

    private static DataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }
}
