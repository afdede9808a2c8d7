package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.plan.Step;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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
     * @throws CommandException if the plan is another by now, or nobody knows how it ended
     */
    int run(Connection connection, Shown shown, Consumer<String> told) throws SQLException {
        List<Step> steps = shown.plan().steps();
        for (int attempt = 1; ; attempt++) {
            try {
                once(connection, shown, told);
                steps.forEach(step -> told.accept("done: " + step.object()));
                return steps.size();
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

    private void once(Connection connection, Shown shown, Consumer<String> told)
            throws SQLException {
        connection.setAutoCommit(false);
        set(connection, "lock_timeout", lockTimeout.toMillis() + "ms");
        set(connection, "role", owner);
        shown.lock(connection);
        set(connection, "role", "none");
        shown.refuseUnlessStillSo(connection);
        set(connection, "role", owner);
        for (Step step : shown.plan().steps()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(step.up());
            }
        }
        if (rollBack) {
            connection.rollback();
        } else {
            shown.wayBack().write();
            commit(connection, shown.wayBack());
            told.accept("The way back is in %s.".formatted(shown.wayBack().keep()));
        }
    }

    private static void commit(Connection connection, WayBack wayBack) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException failure) {
            if (isOutcomeUnknown(failure.getSQLState())) {
                throw CommandException.couldNot(
                        "Whether anything was changed is not known: the connection was lost while all of it was committed. bailiwick plan tells; if it was, the way back is in %s."
                                .formatted(wayBack.waiting()));
            }
            wayBack.discard();
            throw failure;
        }
    }

    /** The server may have committed, and nobody was there to be told. */
    private static boolean isOutcomeUnknown(@Nullable String state) {
        return state == null
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("40003");
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
