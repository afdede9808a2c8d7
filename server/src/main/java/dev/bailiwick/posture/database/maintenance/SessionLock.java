package dev.bailiwick.posture.database.maintenance;

import org.springframework.modulith.NamedInterface;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What commands must not do at once, on one database and from whichever machine. A lock is the
 * session's and ends with it, so that what is killed leaves none.
 */
@NamedInterface("maintenance")
public enum SessionLock {
    /** One backup at a time. */
    BACKUP,
    /** Held alone by what changes the master key, together by what needs that it stays. */
    MASTER_KEY,
    /** Credentials are sealed anew by one at a time: each removes the keys that none needs. */
    SECRETS;

    private static final String BUSY = "55P03";

    /** Answers false if others still hold it after a few seconds. */
    public boolean takeAlone(Connection session) throws SQLException {
        return take(session, "select pg_advisory_lock(hashtextextended(?, 0))");
    }

    /** As {@link #takeAlone}, beside others that take it so. */
    public boolean takeTogether(Connection session) throws SQLException {
        return take(session, "select pg_advisory_lock_shared(hashtextextended(?, 0))");
    }

    private boolean take(Connection session, String sql) throws SQLException {
        try (Statement settings = session.createStatement();
                PreparedStatement lock = session.prepareStatement(sql)) {
            // what has just been killed is gone a moment later
            settings.execute("set lock_timeout = '5s'");
            lock.setString(1, "bailiwick " + name());
            lock.execute();
            settings.execute("reset lock_timeout");
            return true;
        } catch (SQLException e) {
            if (BUSY.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
