package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/** One replica: what was seen of it last, and whether it may be used. */
final class Node {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;

    private static final String LOOK =
            "select pg_catalog.pg_is_in_recovery(), pg_catalog.pg_last_wal_replay_lsn()::text";

    private final DataSource pool;
    private final ScopedDataSource scoped;
    private final Gate gate;

    private volatile LogPosition replayed = LogPosition.START;
    private volatile boolean usable;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean checked;

    Node(DataSource pool, ScopedDataSource scoped, Gate gate) {
        this.pool = pool;
        this.scoped = scoped;
        this.gate = gate;
    }

    /** A connection that is scoped like the primary's. */
    Connection connect() throws SQLException {
        return scoped.getConnection();
    }

    boolean usable() {
        return usable;
    }

    /** Whether it has a pool for the current scope; without one, whatever is asked is refused. */
    boolean serves() {
        return Scopes.current().map(scoped::serves).orElse(true);
    }

    LogPosition replayed() {
        return replayed;
    }

    /**
     * Asks how far it is. A server that comes back may be another one, so it must pass the gate
     * again; one that is no replica, since it was promoted, is not used.
     */
    void look() {
        try {
            boolean standby = isStandby();
            if (standby && !checked) {
                checked = faults().isEmpty();
            }
            usable = standby && checked;
            failures.updateAndGet(before -> usable ? 0 : before + 1);
        } catch (SQLException | RuntimeException unreachable) {
            // whatever a pool throws, the next look may find it better
            failed();
        }
    }

    /** On a connection that is given back before the gate takes one: the pool may have one only. */
    private boolean isStandby() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            return ask(statement);
        }
    }

    /** What the gate has against it, through any of its pools; errors alone. */
    List<Fault> faults() throws SQLException {
        return scoped.faults(gate).stream().filter(Fault::isError).toList();
    }

    /** Not used until it has been looked at with success. */
    void failed() {
        usable = false;
        checked = false;
        failures.incrementAndGet();
    }

    /** Until the next look; longer and longer for a server that is gone. */
    Duration pause(Duration interval) {
        Duration pause = interval.multipliedBy(1L << Math.min(failures.get(), MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /**
     * Waits until it has replayed a position; for one that cannot be asked, not at all.
     *
     * @return whether it has, before {@code deadline}
     */
    boolean await(LogPosition position, long deadline) {
        try {
            return reaches(position, deadline);
        } catch (SQLException unreachable) {
            failed();
            return false;
        }
    }

    /**
     * Waits until it has replayed a position.
     *
     * @return whether it has, before {@code deadline}
     */
    boolean reaches(LogPosition position, long deadline) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            long pause = 500_000;
            while (ask(statement)) {
                if (replayed.reaches(position)) {
                    return true;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                Thread.sleep(Duration.ofNanos(Math.min(left, pause)));
                pause = Math.min(2 * pause, 8_000_000);
            }
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Whether a query had to make way for what the replica replays: as good a moment later.
     *
     * @see <a href="https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT">
     *     Handling Query Conflicts</a>
     */
    static boolean isCancelledByRecovery(SQLException failure) {
        return "40001".equals(failure.getSQLState()) || "40P01".equals(failure.getSQLState());
    }

    private boolean ask(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery(LOOK)) {
            answer.next();
            String position = answer.getString(2);
            if (answer.getBoolean(1) && position != null) {
                replayed = LogPosition.parse(position);
                return true;
            }
            return false;
        }
    }
}
