package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.maintenance.SessionLock;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The session in which a cluster is copied while it is written to. All that it asks of the server
 * is the session's own and ends with it: the mode, the slot that keeps the WAL, the locks.
 *
 * @see <a href="https://www.postgresql.org/docs/18/continuous-archiving.html">Making a Base Backup
 *     Using the Low Level API</a>
 */
final class BackupSession {

    private final Connection connection;

    /**
     * @param connection of a superuser, kept open until the WAL is copied
     */
    BackupSession(Connection connection) {
        this.connection = connection;
    }

    /** What the copy is of. */
    record Source(String postgres, String schema, long walSegment) {}

    private static final String SOURCE =
            """
            select current_setting('server_version'),
                   posture.schema_version(),
                   pg_size_bytes(current_setting('wal_segment_size'))
            """;

    Source source() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SOURCE)) {
            row.next();
            return new Source(row.getString(1), row.getString(2), row.getLong(3));
        }
    }

    /**
     * @throws CommandException if another backup is being made, or the keys are being changed
     */
    void takeTurn() throws SQLException {
        if (!SessionLock.BACKUP.takeAlone(connection)) {
            throw CommandException.couldNot(
                    "Another backup of this database is being made; wait until it has ended.");
        }
        if (!SessionLock.MASTER_KEY.takeTogether(connection)) {
            throw CommandException.couldNot(
                    "The master key is being changed by ./bailiwick rotate-master-key; wait until"
                            + " that has ended.");
        }
    }

    private static final String KEEP_WAL =
            """
            select pg_create_physical_replication_slot('bailiwick_backup_' || pg_backend_pid(), true, true)
            """;

    private static final String START =
            """
            select pg_backup_start('bailiwick backup', true)
            """;

    void start() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // so that a checkpoint is not waited for on behalf of a client that was killed
            statement.execute("set client_connection_check_interval = '1s'");
            statement.execute(KEEP_WAL);
            statement.execute(START);
        }
    }

    /**
     * What the server says at the end.
     *
     * @param label belongs into the copy and must never be in the cluster itself
     */
    record Stopped(String lsn, String walFile, String label) {}

    private static final String STOP =
            """
            select lsn, pg_walfile_name(lsn), labelfile from pg_backup_stop(false)
            """;

    /** From here on the segments up to {@code walFile} are whole. */
    Stopped stop() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STOP)) {
            row.next();
            return new Stopped(row.getString(1), row.getString(2), row.getString(3));
        }
    }
}
