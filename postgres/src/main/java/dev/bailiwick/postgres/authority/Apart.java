package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

/**
 * Work in a transaction apart from the one at hand: on a thread of its own, so that no data source
 * that keeps a transaction for the thread puts it into that one.
 */
final class Apart {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource own;

    Apart(DataSource own) {
        this.own = own;
    }

    /**
     * @throws TimeoutException if it takes too long; it may or may not be done later
     * @throws SQLException what the work ended with
     */
    void call(Scope scope, Work work) throws SQLException, TimeoutException, InterruptedException {
        FutureTask<Boolean> task =
                new FutureTask<>(() -> Scopes.call(scope, () -> committed(work)));
        Thread.ofVirtual().name("bailiwick-audit").start(task);
        try {
            task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            task.cancel(true);
        }
    }

    private boolean committed(Work work) throws SQLException {
        try (Connection connection = own.getConnection()) {
            connection.setAutoCommit(false);
            work.on(connection);
            connection.commit();
        }
        return true;
    }

    interface Work {

        void on(Connection connection) throws SQLException;
    }
}
