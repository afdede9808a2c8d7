package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** All of the plan or none of it, and never without being asked. */
final class ApplyIT {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

    @TempDir private Path folder;

    @Test
    void buildsTheWallAndLooksWhetherItStands() throws SQLException {
        TestDatabase database = Shop.bare();

        Ran first = apply(database, "--yes");
        Ran second = apply(database, "--yes");

        assertThat(first.out())
                .contains("  table customer\n", "done: schema bailiwick\n", "done: table line\n")
                .endsWith("Clean: the database is as declared, seen as shop_app.\n");
        assertThat(first.exitCode()).isZero();
        assertThat(second.out())
                .isEqualTo(
                        """
                        Nothing to do.
                        Clean: the database is as declared, seen as shop_app.
                        """);
        assertThat(second.exitCode()).isZero();
    }

    @Test
    void savesTheWayBackBeforeAnythingIsChanged() throws IOException, SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);

        Ran ran = apply(database, "--yes");

        assertThat(ran.out()).contains("The way back is in %s.%n".formatted(wayBack(database)));
        assertThat(faults(database)).isZero();
        database.asOwner(Files.readString(wayBack(database)));
        assertThat(faults(database)).isEqualTo(before);
        Ran again = apply(database, "--yes");
        assertThat(again.err())
                .contains("Nothing was changed: %s is there".formatted(wayBack(database)));
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void savesTheWayBackWhereItIsRunUnlessToldOtherwise() throws IOException, SQLException {
        Path file = Path.of("bailiwick-down-20261125T120000Z.sql");
        TestDatabase database = Shop.bare();
        try {
            Ran ran =
                    Ran.of(
                            new ApplyCommand(NOON, new DatabaseOptions(Map.of()), _ -> false),
                            "apply",
                            "--declaration",
                            Shop.declaredIn(folder).toString(),
                            "--url",
                            Shop.url(database),
                            "--yes");

            assertThat(ran.out()).contains("The way back is in " + file + ".");
            assertThat(file).content().startsWith("-- The way back from what bailiwick apply did");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void changesNothingWhereTheWayBackCannotBeSaved() throws SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);

        Ran ran =
                Ran.of(
                        new ApplyCommand(NOON, new DatabaseOptions(Map.of()), _ -> false),
                        "apply",
                        "--declaration",
                        Shop.declaredIn(folder).toString(),
                        "--url",
                        Shop.url(database),
                        "--yes",
                        "--down-file",
                        folder.resolve("none/down.sql").toString());

        assertThat(ran.err()).contains("Nothing was changed, since the way back cannot be written");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void needsAnAdministratorWhereTheOwnerMayNotCreateTheFunctionsSchema() throws SQLException {
        TestDatabase database = Shop.bare();
        database.asSuperuser("alter database %s owner to postgres".formatted(database.name()));
        int before = faults(database);

        Ran refused = apply(database, "--yes");

        assertThat(refused.err()).contains("schema bailiwick: does not exist", "[schema-missing]");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(faults(database)).isEqualTo(before);
        database.asSuperuser("create schema bailiwick authorization shop_owner");
        assertThat(apply(database, "--yes").exitCode()).isZero();
        assertThat(faults(database)).isZero();
    }

    @Test
    void changesNothingWithoutBeingToldTo() throws SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);

        Ran ran = apply(database);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("Nothing was changed. Say --yes");
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void runsWhenSomebodyAtTheTerminalAgrees() throws SQLException {
        TestDatabase database = Shop.bare();

        assertThat(run(database, _ -> true).exitCode()).isZero();
        assertThat(faults(database)).isZero();
    }

    @Test
    void rollsADryRunBack() throws SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);

        Ran ran = apply(database, "--dry-run");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("done: table customer")
                .doesNotContain("way back")
                .endsWith("Nothing was changed: this was a dry run.\n");
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void refusesATableThatNobodyDeclared() throws SQLException {
        TestDatabase database = Shop.bare();
        database.asOwner("create table shop.forgotten ()");
        int before = faults(database);

        Ran ran = apply(database, "--yes");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains("table forgotten: is not declared [table-undeclared]")
                .startsWith("bailiwick: Nothing was changed.");
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void endsWithOneIfSomethingStillDiffers() throws SQLException {
        TestDatabase database = Shop.bare();
        database.asSuperuser("grant create on schema shop to shop_app");

        Ran ran = apply(database, "--yes");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("[role-may-create]", "Still different, seen as shop_app");
    }

    @Test
    void givesUpOnATableThatSomebodyUsesWithoutHavingChangedAnything() throws SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);
        try (Connection user = database.as("shop_owner").getConnection();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("lock table shop.line in access share mode");

            Ran ran = apply(database, "--yes", "--lock-timeout", "1", "--attempts", "2");

            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).containsOnlyOnce("Somebody uses a table; trying again.");
            assertThat(ran.err()).contains("after 2 attempts somebody still uses a table");
            user.rollback();
        }
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void goesOnWhenTheTableIsFreeAgain() throws Exception {
        TestDatabase database = Shop.bare();
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        Thread user =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (Connection held =
                                                    database.as("shop_owner").getConnection();
                                            Statement statement = held.createStatement()) {
                                        held.setAutoCommit(false);
                                        statement.execute(
                                                "lock table shop.line in access share mode");
                                        locked.countDown();
                                        tried.await();
                                        held.rollback();
                                    } catch (SQLException | InterruptedException failure) {
                                        throw new IllegalStateException(failure);
                                    }
                                });
        locked.await();
        Ran refused = apply(database, "--yes", "--lock-timeout", "1", "--attempts", "1");
        tried.countDown();
        user.join();

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(apply(database, "--yes").exitCode()).isZero();
    }

    @Test
    void runsAsTheOwnerWhoeverLogsIn() throws SQLException {
        TestDatabase database = Shop.bare();

        assertThat(apply(database, "--yes", "--user", "postgres").exitCode()).isZero();
        assertThat(apply(Shop.bare(), "--yes", "--user", "shop_app").err())
                .contains("permission denied to set role \"shop_owner\"");
    }

    private Ran apply(TestDatabase database, String... more) {
        return run(database, _ -> false, more);
    }

    private Ran run(TestDatabase database, ApplyCommand.ConsoleQuestion question, String... more) {
        List<String> args = new ArrayList<>();
        args.addAll(
                List.of(
                        "apply",
                        "--declaration",
                        Shop.declaredIn(folder).toString(),
                        "--url",
                        Shop.url(database),
                        "--down-file",
                        wayBack(database).toString()));
        args.addAll(Arrays.asList(more));
        return Ran.of(
                new ApplyCommand(NOON, new DatabaseOptions(Map.of()), question),
                args.toArray(String[]::new));
    }

    private Path wayBack(TestDatabase database) {
        return folder.resolve(database.name() + ".sql");
    }

    private static int faults(TestDatabase database) throws SQLException {
        return Gate.of(Shop.WALL).faults(database.app()).size();
    }
}
