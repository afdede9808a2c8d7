package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What happens between the question and the commit: somebody else's change, and a lost commit. */
final class ChangedMeanwhileIT {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant select on shop.customer to shop_app",
                "create policy mine on shop.customer using (true)",
                "create table shop.forgotten ()"
            })
    void runsNothingButWhatWasAgreedTo(String meanwhile) throws SQLException {
        TestDatabase database = Shop.bare();

        Ran ran =
                apply(
                        database,
                        _ -> {
                            run(database, meanwhile);
                            return true;
                        });

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("the database changed since the plan was shown");
        assertThat(faults(database)).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoAtOnceDoNotRunTheSamePlan() throws SQLException {
        TestDatabase database = Shop.bare();

        Ran late =
                apply(
                        database,
                        _ -> {
                            assertThat(apply(database, _ -> true).exitCode()).isZero();
                            return true;
                        });

        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(faults(database)).isZero();
    }

    /** Rows are written meanwhile, which is the control; the definition of a table has to wait. */
    @Test
    void nobodyChangesATableBehindTheSecondLook() throws SQLException {
        TestDatabase database = Shop.bare();
        List<String> refusals = new ArrayList<>();

        run(
                database,
                new WayBack(folder.resolve("down.sql"), "-- back"),
                // the last thing that the second look does
                "releaseSavepoint",
                () -> {
                    assertThat(stateOf(database, "delete from shop.customer")).isEmpty();
                    refusals.add(stateOf(database, "alter table shop.customer add extra text"));
                });

        assertThat(refusals).isNotEmpty().containsOnly("55P03");
        assertThat(faults(database)).isZero();
        assertThat(stateOf(database, "alter table shop.customer add extra text"))
                .as("when it is over")
                .isEmpty();
    }

    private static String stateOf(TestDatabase database, String statement) {
        return Sql.stateOf(() -> database.asOwner("set lock_timeout = '300ms'; " + statement));
    }

    @Test
    void aCommitThatFailsLeavesNoWayBack() throws SQLException {
        TestDatabase database = Shop.bare();
        int before = faults(database);
        WayBack wayBack = new WayBack(folder.resolve("down.sql"), "-- back");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> run(database, wayBack, "commit", failing("40001")));

        assertThat(folder).isEmptyDirectory();
        assertThat(faults(database)).isEqualTo(before);
    }

    @Test
    void aCommitThatWasLostSaysWhereTheWayBackIs() throws SQLException {
        TestDatabase database = Shop.bare();
        Path waiting = folder.resolve("down.sql.uncommitted");
        WayBack wayBack = new WayBack(folder.resolve("down.sql"), "-- back");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> run(database, wayBack, "commit", failing("08006")))
                .satisfies(lost -> assertThat(lost.exitCode()).isEqualTo(2))
                .withMessageContaining("is not known")
                .withMessageContaining(waiting.toString());

        assertThat(waiting).content().isEqualTo("-- back");
        assertThat(folder.resolve("down.sql")).doesNotExist();
    }

    private static Sql.Work failing(String state) {
        return () -> {
            throw new SQLException("no", state);
        };
    }

    /**
     * @param method of the connection
     * @param first before each of its calls
     */
    private static void run(TestDatabase database, WayBack wayBack, String method, Sql.Work first)
            throws SQLException {
        WallPlan plan = WallPlan.difference(Shop.WALL, database.as("shop_owner"));
        try (Connection connection = database.as("shop_owner").getConnection()) {
            Connection watched =
                    (Connection)
                            Proxy.newProxyInstance(
                                    Connection.class.getClassLoader(),
                                    new Class<?>[] {Connection.class},
                                    (_, called, args) -> {
                                        if (called.getName().equals(method)) {
                                            first.run();
                                        }
                                        try {
                                            return called.invoke(connection, args);
                                        } catch (InvocationTargetException thrown) {
                                            throw thrown.getCause();
                                        }
                                    });
            new Transaction("shop_owner", Duration.ofSeconds(5), 1, false)
                    .run(watched, new Shown(Shop.WALL, plan, wayBack), _ -> {});
        }
    }

    private static void run(TestDatabase database, String sql) {
        try {
            database.asOwner(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Ran apply(TestDatabase database, ApplyCommand.ConsoleQuestion question) {
        try {
            Path declarations = Files.createTempDirectory("bailiwick-declared");
            return Ran.of(
                    new ApplyCommand(Clock.systemUTC(), new DatabaseOptions(Map.of()), question),
                    "apply",
                    "--declaration",
                    Shop.declaredIn(declarations).toString(),
                    "--url",
                    Shop.url(database),
                    "--down-file",
                    folder.resolve("down-%d.sql".formatted(System.nanoTime())).toString());
        } catch (IOException full) {
            throw new IllegalStateException(full);
        }
    }

    private static int faults(TestDatabase database) throws SQLException {
        return Gate.of(Shop.WALL).faults(database.app()).size();
    }
}
