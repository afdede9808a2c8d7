package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.plan.Step;
import dev.bailiwick.postgres.plan.WallPlan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * All steps or none. Waits for locks in short stretches with pauses between them: whoever waits for
 * a table makes everybody behind wait too.
 *
 * @param attempts at least one
 */
record Transaction(String owner, Duration lockTimeout, int attempts, boolean rollBack) {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final Duration PAUSE = Duration.ofMillis(500);

    Transaction {
        if (attempts < 1 || lockTimeout.isNegative() || lockTimeout.isZero()) {
            throw CommandException.couldNot(
                    "--attempts and --lock-timeout are whole numbers from 1 on.");
        }
    }

    /**
     * The number of steps that were run.
     *
     * @param beforeCommit once, when all steps have succeeded and nobody else sees them yet
     */
    int run(Connection connection, WallPlan plan, Consumer<String> told, Runnable beforeCommit)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                once(connection, plan, beforeCommit);
                plan.steps().forEach(step -> told.accept("done: " + step.object()));
                return plan.steps().size();
            } catch (SQLException failure) {
                connection.rollback();
                boolean again =
                        LOCK_NOT_AVAILABLE.equals(failure.getSQLState())
                                || DEADLOCK.equals(failure.getSQLState());
                if (!again) {
                    throw failure;
                }
                if (attempt == attempts) {
                    throw CommandException.couldNot(
                            "Nothing was changed: after %d attempts somebody still uses a table."
                                    .formatted(attempts));
                }
                told.accept("Somebody uses a table; trying again.");
                pause();
            }
        }
    }

    private void once(Connection connection, WallPlan plan, Runnable beforeCommit)
            throws SQLException {
        connection.setAutoCommit(false);
        set(connection, "lock_timeout", lockTimeout.toMillis() + "ms");
        set(connection, "role", owner);
        for (Step step : plan.steps()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(step.up());
            }
        }
        if (rollBack) {
            connection.rollback();
        } else {
            beforeCommit.run();
            connection.commit();
        }
    }

    /** For this transaction. */
    private static void set(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw CommandException.couldNot("Nothing was changed: interrupted.");
        }
    }
}
