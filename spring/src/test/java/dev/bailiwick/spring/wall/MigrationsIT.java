package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** Flyway and Liquibase change the schema as its owner, and then the gate looks. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationsIT {

    private static final String OWNER = "select tableowner from pg_tables where tablename = 'item'";
    private static final String ADD = "insert into item (name) values ('x')";

    @TempDir private Path folder;
    private TestDatabase empty;

    @BeforeEach
    void open() throws SQLException {
        empty = Shop.emptyDatabase();
    }

    @Test
    void flywayRunsOnADataSourceBeanOfItsOwn() throws SQLException {
        try (ConfigurableApplicationContext application =
                Shop.start(
                        empty,
                        ByFlyway.class,
                        "spring.flyway.enabled=true",
                        "spring.flyway.default-schema=shop")) {
            assertMigrated(application);
        }
    }

    @Test
    void aMigrationsDataSourceMustBeDeclared(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        empty,
                                        ByFlywayUndeclared.class,
                                        "spring.flyway.enabled=true",
                                        "spring.flyway.default-schema=shop"))
                .isNotNull();
        assertThat(output)
                .contains("The schema is changed as the owner of the tables")
                .contains("declared with @Unscoped if it is a bean");
    }

    @Test
    void liquibaseRunsOnADataSourceBeanOfItsOwn() throws SQLException, IOException {
        try (ConfigurableApplicationContext application =
                Shop.start(
                        empty,
                        ByLiquibase.class,
                        "spring.liquibase.enabled=true",
                        "spring.liquibase.default-schema=shop",
                        "spring.liquibase.change-log=" + changeLog())) {
            assertMigrated(application);
        }
    }

    @Test
    void liquibaseRunsByTheLoginOfItsProperties() throws SQLException, IOException {
        try (ConfigurableApplicationContext application =
                Shop.start(
                        empty,
                        WithLiquibase.class,
                        "spring.liquibase.enabled=true",
                        "spring.liquibase.default-schema=shop",
                        "spring.liquibase.url=" + Shop.url(empty.as("shop_owner")),
                        "spring.liquibase.user=shop_owner",
                        "spring.liquibase.password=none",
                        "spring.liquibase.change-log=" + changeLog())) {
            assertMigrated(application);
        }
    }

    @Test
    void liquibaseAsTheAppRoleIsRefusedAndToldHow(CapturedOutput output) throws IOException {
        String changeLog = changeLog();

        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        empty,
                                        WithLiquibase.class,
                                        "spring.liquibase.enabled=true",
                                        "spring.liquibase.default-schema=shop",
                                        "spring.liquibase.change-log=" + changeLog))
                .isNotNull();
        assertThat(output).contains("a @LiquibaseDataSource bean");
    }

    private void assertMigrated(ConfigurableApplicationContext application) throws SQLException {
        DataSource source = application.getBean(DataSource.class);

        assertThat(Sql.update(source, Shop.acme(), ADD)).isEqualTo(1);
        assertThat(Sql.list(source, Shop.bolt(), "select name from item")).isEmpty();
        assertThat(Sql.list(empty.as("shop_owner").getConnection(), OWNER))
                .containsExactly("shop_owner");
        assertThat(application.getBean(DriftWatch.class).last())
                .isInstanceOf(Comparison.Clean.class);
    }

    private String changeLog() throws IOException {
        Path file = folder.resolve("changes.sql");
        Files.writeString(
                file,
                """
                --liquibase formatted sql

                --changeset shop:1 splitStatements:false stripComments:false
                """
                        + WallSql.functions()
                        + Shop.TABLES
                        + WallSql.isolation(WithLiquibase.WALL));
        return "file:" + file;
    }

    @Configuration(proxyBeanMethods = false)
    static class ByFlyway extends Migrated {

        // snippet flyway
        @Bean(defaultCandidate = false)
        @FlywayDataSource
        @Unscoped("migrations run as the owner")
        DataSource migrations(DataSourceProperties app) {
            return app.initializeDataSourceBuilder().username("shop_owner").build();
        }
        // end
    }

    @Configuration(proxyBeanMethods = false)
    static class ByFlywayUndeclared extends Migrated {

        @Bean(defaultCandidate = false)
        @FlywayDataSource
        DataSource migrations(Environment environment) {
            return owners(environment);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithLiquibase {

        static final Wall WALL = withItsTables();

        private static Wall withItsTables() {
            List<Table> tables = new ArrayList<>(Shop.WALL.tables());
            tables.removeIf(table -> table.toString().contains("flyway_schema_history"));
            tables.add(Table.internal("databasechangelog").leftToItsTool());
            tables.add(Table.internal("databasechangeloglock").leftToItsTool());
            return Wall.of("shop", Shop.WALL.roles(), tables);
        }

        @Bean
        Wall wall() {
            return WALL;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ByLiquibase extends WithLiquibase {

        @Bean(defaultCandidate = false)
        @LiquibaseDataSource
        @Unscoped("migrations run as the owner")
        DataSource migrations(Environment environment) {
            return owners(environment);
        }
    }

    private static DataSource owners(Environment environment) {
        return DataSourceBuilder.create()
                .url(environment.getRequiredProperty("spring.datasource.url"))
                .username("shop_owner")
                .build();
    }
}
