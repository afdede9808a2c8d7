package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.testbed.TestDatabase;

import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Flyway and Liquibase run what is written for them, on an empty database and on one in use. */
final class MigrationIT extends Planning {

    /** The functions come before the tables whose defaults ask them, and policies behind all. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"empty", "in use"})
    void flywayBuildsTheWallOnAnyDatabase(String state) throws IOException, SQLException {
        TestDatabase database = Shop.bare();
        Path sql = folder.resolve("sql");
        plan("--format", "flyway", "--out", sql.toString());
        boolean empty = state.equals("empty");
        if (empty) {
            database.asOwner("drop schema shop cascade; create schema shop");
            Shop.file(sql, "V1__tables.sql", Shop.TABLES);
        }
        Shop.file(
                sql,
                "V2__default.sql",
                "alter table shop.customer alter tenant_id set default bailiwick.tenant();");

        flyway(database, "sql").migrate();
        flyway(database, "sql").migrate();

        assertThat(faults(database)).isEmpty();
        try (Stream<Path> files = Files.list(sql)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("beforeMigrate__isolation.sql", "R__isolation.sql");
        }
    }

    /** As its log includes them: the functions, the tables, the policies. */
    @Test
    void liquibaseBuildsTheWallOnAnEmptyDatabase() throws Exception {
        TestDatabase database = Shop.bare();
        List<String> before = faults(database);
        database.asOwner("drop schema shop cascade; create schema shop");
        plan("--format", "liquibase", "--out", folder.toString());
        Shop.file(
                folder,
                "tables.sql",
                "--liquibase formatted sql\n--changeset shop:tables splitStatements:false\n"
                        + Shop.TABLES
                        + "alter table shop.customer alter tenant_id set default"
                        + " bailiwick.tenant();\n--rollback empty\n");
        Shop.file(
                folder,
                "log.yaml",
                """
                databaseChangeLog:
                  - include: {file: isolation-first.sql}
                  - include: {file: tables.sql}
                  - include: {file: isolation-last.sql}
                """);

        liquibase(
                database,
                "log.yaml",
                liquibase -> {
                    liquibase.update("");
                    assertThat(faults(database)).isEmpty();
                    liquibase.rollback(3, "");
                    assertThat(faults(database)).contains("row-security-off table customer");
                });
        assertThat(before).contains("schema-missing schema bailiwick");
    }

    @Test
    void flywayRunsTheFiles() throws SQLException {
        TestDatabase database = Shop.bare();

        plan("--format", "flyway", "--out", folder.resolve("sql").toString());
        flyway(database, "sql").migrate();
        List<String> whole = faults(database);
        database.asOwner("alter table shop.customer disable row level security");
        Ran ran =
                plan(
                        database,
                        "--format",
                        "flyway",
                        "--migration-version",
                        "2",
                        "--out",
                        folder.resolve("sql").toString());
        flyway(database, "sql").migrate();

        assertThat(whole).isEmpty();
        assertThat(ran.out().lines().map(line -> Path.of(line).getFileName().toString()))
                .containsExactly("U2__isolation.sql", "V2__isolation.sql");
        assertThat(faults(database)).isEqualTo(whole);
    }

    @Test
    void liquibaseRunsTheFileAndRollsItBack() throws Exception {
        TestDatabase database = Shop.bare();
        List<String> before = faults(database);
        plan(
                database,
                "--format",
                "liquibase",
                "--migration-version",
                "2",
                "--out",
                folder.toString());

        liquibase(
                database,
                "isolation-2.sql",
                liquibase -> {
                    liquibase.update("");
                    assertThat(faults(database)).isEmpty();
                    liquibase.rollback(1, "");
                    assertThat(faults(database)).isEqualTo(before);
                });
    }

    private void liquibase(TestDatabase database, String log, Migrating work) throws Exception {
        PGSimpleDataSource owner = database.as("shop_owner");
        owner.setCurrentSchema("public");
        database.asSuperuser("grant create on schema public to shop_owner");
        try (Connection connection = owner.getConnection();
                Liquibase liquibase =
                        new Liquibase(
                                log,
                                new DirectoryResourceAccessor(folder),
                                new JdbcConnection(connection))) {
            work.by(liquibase);
        }
    }

    private Flyway flyway(TestDatabase database, String location) {
        return Flyway.configure()
                .dataSource(database.as("shop_owner"))
                .defaultSchema("migrations")
                .baselineOnMigrate(true)
                .baselineVersion("1")
                .locations("filesystem:" + folder.resolve(location))
                .load();
    }

    /** What is done with Liquibase. */
    @FunctionalInterface
    private interface Migrating {

        void by(Liquibase liquibase) throws Exception;
    }
}
