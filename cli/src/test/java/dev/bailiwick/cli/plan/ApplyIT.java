package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** All of the plan or none of it, and never without being asked. */
final class ApplyIT {

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
                        Shop.url(database)));
        args.addAll(Arrays.asList(more));
        return Ran.of(
                new ApplyCommand(new DatabaseOptions(Map.of()), question),
                args.toArray(String[]::new));
    }

    private static int faults(TestDatabase database) throws SQLException {
        return Gate.of(Shop.WALL).faults(database.app()).size();
    }
}
