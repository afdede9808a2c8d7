package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;

/**
 * Copies rows out of the database in the current scope: {@code
 * connection.unwrap(CopyOut.class).copy("copy pupil to stdout", stream)}.
 *
 * <p>A copy takes no context in front of it, so the context goes ahead in a flush of its own,
 * unless the transaction has it already; in autocommit, begin and commit are two round trips more.
 * There is no copying in: PostgreSQL refuses {@code COPY … FROM} where row-level security holds.
 * {@code insert … select … from unnest(?, ?)} with an array for each column takes about as long.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
 */
public final class CopyOut {

    private final Session session;

    CopyOut(Session session) {
        this.session = session;
    }

    /**
     * Writes the rows as PostgreSQL sends them, and leaves the stream open. If the stream fails,
     * the connection is closed for good.
     *
     * @param sql {@code COPY … TO STDOUT}
     * @return the number of rows
     * @throws dev.bailiwick.core.ScopeRequiredException outside any scope; nothing is sent
     * @throws dev.bailiwick.core.ScopeMismatchException if the open transaction is another scope's
     */
    public long copy(String sql, OutputStream to) throws SQLException, IOException {
        Scope scope = session.use(() -> Text.named(sql));
        Text text = Text.of(sql);
        text.refuse();
        if (!text.copies()) {
            throw new SQLException(Text.named(sql) + " is no copy", "42601");
        }
        boolean done = false;
        try {
            long rows = session.ahead(scope, () -> copied(sql, to));
            done = true;
            return rows;
        } catch (SQLException | IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            session.ran(!done || text.unsettling());
        }
    }

    /**
     * When the stream fails, what the server still sends would be taken for the next statement's
     * answer.
     */
    private long copied(String sql, OutputStream to) throws SQLException, IOException {
        try {
            return session.raw().unwrap(PGConnection.class).getCopyAPI().copyOut(sql, to);
        } catch (IOException | RuntimeException failure) {
            session.ending().abandon();
            throw failure;
        }
    }
}
