package dev.bailiwick.postgres.jdbc;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How the transactions of one checked-out connection end: what is sent at the end and after it, and
 * whether the connection may go back to its pool then. Whose they are is the {@link Session}'s to
 * know.
 */
final class Ending {

    private final Connection raw;
    private final BaseConnection driver;
    private final Context context;

    /** Whether no token that was sent can be good once more. */
    private boolean risen;

    /** Whether the connection must not go back to the pool. */
    private boolean doubtful;

    Ending(Connection raw, BaseConnection driver, Context context) {
        this.raw = raw;
        this.driver = driver;
        this.context = context;
    }

    /** A token may be sent from now on. */
    void approaches() {
        risen = false;
    }

    /** The connection must not go back to the pool if {@code found}. */
    void doubt(boolean found) {
        doubtful |= found;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    /** The connection is in an unknown state, and is closed for good. */
    void abandon() throws SQLException {
        doubtful = true;
        driver.abort(Runnable::run);
    }

    void commit() throws SQLException {
        if (!context.reports()
                || raw.isReadOnly()
                || driver.getTransactionState() != TransactionState.OPEN) {
            raw.commit();
            return;
        }
        try (PreparedStatement ending = raw.prepareStatement(Lead.End.REPORT)) {
            Results.drain(ending, ending.execute()).report(this);
        }
    }

    /** Where the log was after a transaction that wrote. */
    void wrote(@Nullable String position) {
        if (position != null) {
            context.wrote(position);
        }
    }

    /** Rolls back what is open, and commits what must come afterwards, in one flush. */
    void rollback() throws SQLException {
        boolean open = driver.getTransactionState() != TransactionState.IDLE;
        String afterwards = risen ? "" : context.afterwards();
        if (afterwards.isEmpty() && !raw.getAutoCommit()) {
            raw.rollback();
            return;
        }
        List<String> text = new ArrayList<>(open ? List.of("rollback") : List.of());
        if (!afterwards.isEmpty()) {
            // outside of autocommit the driver begins what is not open
            text.addAll(open || raw.getAutoCommit() ? List.of("begin") : List.of());
            text.addAll(List.of(afterwards, "commit"));
        }
        if (!text.isEmpty()) {
            try (Statement statement = raw.createStatement()) {
                statement.execute(String.join(";\n", text));
            }
        }
        risen = true;
    }

    /**
     * Ends a transaction of ours that failed, at its commit perhaps, or that ended itself; the
     * failure is on its way to the caller.
     */
    void undo() {
        try {
            rollback();
        } catch (SQLException alsoFailed) {
            doubtful = true;
        }
    }

    /** The transaction has ended otherwise than by us: it may have written, or been undone. */
    void settle() {
        try {
            if (raw.isClosed()) {
                return;
            }
            if (context.reports()) {
                try (ResultSet position =
                        driver.execSQLQuery("select pg_catalog.pg_current_wal_insert_lsn()")) {
                    position.next();
                    wrote(position.getString(1));
                }
            }
            rollback();
        } catch (SQLException failure) {
            doubtful = true;
        }
    }

    /** Gives the connection back; one in doubt is closed for good, so that nobody else gets it. */
    void close() throws SQLException {
        if (doubtful) {
            evict();
        }
        raw.close();
    }

    /** Closes the physical connection, and lets the pool notice at once. */
    private void evict() {
        try {
            driver.abort(Runnable::run);
            raw.createStatement().close();
        } catch (SQLException expected) {
            // 08003: that is how the pool learns that the connection is gone
        }
    }
}
