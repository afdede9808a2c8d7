package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/** An application that starts stands behind its wall, and one that does not says why. */
@ExtendWith(OutputCaptureExtension.class)
class WallStartIT {

    private static final String ITEMS = "select name from item order by name";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.database();
    }

    @Test
    void aWallAndTheAppRolesLoginAreAllItTakes() {
        try (ConfigurableApplicationContext application = Shop.start(database, Walled.class)) {
            JdbcClient client = application.getBean(JdbcClient.class);

            assertThat(Scopes.call(Shop.acme(), () -> items(client)))
                    .containsExactly("acme-anvil", "acme-rope");
            assertThat(Scopes.call(Shop.bolt(), () -> items(client))).containsExactly("bolt-nut");
            assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(() -> items(client));
            assertThat(application.getBean(DataSource.class)).isInstanceOf(ScopedDataSource.class);
        }
    }

    @Test
    void namesAllFaultsOfTheDatabaseAtOnceAndWhatToDo(CapturedOutput output) throws SQLException {
        database.asOwner(
                "drop policy bailiwick_app on shop.item",
                "alter table shop.membership no force row level security");

        assertThatThrownBy(() -> Shop.start(database, Walled.class)).isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("table item: policy bailiwick_app is missing")
                .contains("table membership: ")
                .contains("Apply the SQL that WallSql generates");
    }

    @Test
    void refusesToStartWithoutAWall(CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, WithoutWall.class)).isNotNull();
        assertThat(output)
                .contains("Data source bean dataSource stands behind no wall")
                .contains("Declare the tables in a bean of type dev.bailiwick.postgres.Wall");
    }

    @Test
    void refusesToStartAsAnotherRoleThanTheApplications(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database.as("shop_owner"),
                                        WebApplicationType.NONE,
                                        Walled.class))
                .isNotNull();
        assertThat(output).contains("session: acting as shop_owner, not as shop_app");
    }

    @Test
    void refusesToStartWhenTheDatabaseCannotBeRead(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database,
                                        Walled.class,
                                        "spring.datasource.url=jdbc:postgresql://localhost:1/none",
                                        "spring.datasource.hikari.initialization-fail-timeout=1",
                                        "spring.datasource.hikari.connection-timeout=250"))
                .isNotNull();
        assertThat(output)
                .contains("The database of data source bean dataSource cannot be compared")
                .contains("Check its url and login");
    }

    @Test
    void saysWhereTheStartItselfUsedTheDatabaseWithoutAScope(CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, Hasty.class)).isNotNull();
        assertThat(output)
                .contains("The database was used during the start outside the scope")
                .contains("@InGlobalScope on the method for global tables");
    }

    @Test
    void theGateIsShutUntilItLetTheDatabaseThrough() throws SQLException {
        database.asOwner("drop policy bailiwick_app on shop.item");

        assertThatThrownBy(() -> Shop.start(database, HastyInScope.class))
                .hasStackTraceContaining("policy bailiwick_app is missing");
    }

    private static List<String> items(JdbcClient client) {
        return Shop.names(client, ITEMS);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutWall {}

    @Configuration(proxyBeanMethods = false)
    static class Hasty extends Walled {

        @Bean
        CommandLineRunner hasty(JdbcClient client) {
            return _ -> items(client);
        }
    }

    /** Uses the database while beans are still being made. */
    @Configuration(proxyBeanMethods = false)
    static class HastyInScope extends Walled {

        @Bean
        List<String> read(DataSource source) {
            return Scopes.call(Shop.acme(), () -> items(JdbcClient.create(source)));
        }
    }
}
