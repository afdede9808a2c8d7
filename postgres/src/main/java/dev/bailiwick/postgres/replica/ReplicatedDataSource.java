package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.GuardedDataSource;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * A primary and its replicas as one data source, scoped on each of them. A transaction that is read
 * only ({@code Connection.setReadOnly(true)}, which Spring does for {@code @Transactional(readOnly
 * = true)}) goes to a replica that is not too stale and shows what its session wrote; everything
 * else, and whatever no replica can take, goes to the primary.
 *
 * <p>A server is chosen when a transaction begins, or a statement in autocommit is made. A
 * transaction whose replica is lost fails like any whose connection is lost, and is not tried again
 * behind its back.
 *
 * <p>What this costs: no round trip where a transaction begins or ends. Each server is asked where
 * it is at an interval, on a thread and a connection of its pool; a reader that must wait asks one
 * replica until it has caught up; and what ends a transaction that may have written brings the
 * log's position along, two small statements more in the same flush.
 *
 * <p>Safe for use by several threads; a connection is not.
 */
public final class ReplicatedDataSource implements GuardedDataSource, AutoCloseable {

    /** What a replica may take to come to where the primary is, before it is compared. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);

    private final DataSource primaryPool;
    private final ScopedDataSource primary;
    private final List<Node> replicas;
    private final Gate gate;
    private final Routing routing;
    private final Progress progress;
    private final RecentWrites writes = new RecentWrites();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Thread> watchers = new ArrayList<>();

    /** How far the primary's log was made when it was last asked. */
    private volatile LogPosition furthest = LogPosition.START;

    /** How far it was on disk then, which is as far as it is sent. */
    private volatile LogPosition flushed = LogPosition.START;

    private ReplicatedDataSource(
            DataSource primary,
            List<? extends DataSource> replicas,
            Function<? super DataSource, ScopedDataSource> scoping,
            Gate gate,
            Routing routing) {
        this.primaryPool = primary;
        this.primary = scoping.apply(primary).reportingWrites(this::wrote);
        this.replicas =
                replicas.stream().map(pool -> new Node(pool, scoping.apply(pool), gate)).toList();
        this.gate = gate;
        this.routing = routing;
        this.progress = new Progress(routing.staleness());
    }

    /**
     * @param primary hands out connections of the app role, not scoped yet
     * @param replicas as {@code primary}, one pool for each; with a short connection timeout, since
     *     a reader waits that long when a replica goes away
     * @param scoping the same wall on each: {@code pool -> ScopedDataSource.of(pool, wall)}; a
     *     scope that a replica's does not serve is served by the primary's
     * @param gate a replica is used once it has passed
     */
    public static ReplicatedDataSource of(
            DataSource primary,
            List<? extends DataSource> replicas,
            Function<? super DataSource, ScopedDataSource> scoping,
            Gate gate,
            Routing routing) {
        ReplicatedDataSource source =
                new ReplicatedDataSource(primary, replicas, scoping, gate, routing);
        source.look();
        source.replicas.forEach(
                node -> source.watch(node::look, () -> node.pause(routing.interval())));
        source.watch(source::look, routing::interval);
        return source;
    }

    /**
     * Lets the application through, as {@link Gate#check} does, on every server that can be
     * reached. The primary must be; a replica that is not is checked when it is back.
     *
     * @throws WallException with the faults of all of them
     * @throws SQLException if the primary cannot be asked
     */
    public void check() throws SQLException {
        List<Fault> errors = faults().stream().filter(Fault::isError).toList();
        if (!errors.isEmpty()) {
            throw new WallException(errors);
        }
    }

    /**
     * Everything that differs from the declaration, on every server, through each of its pools;
     * sorted.
     *
     * @throws SQLException if the primary cannot be asked
     */
    public List<Fault> faults() throws SQLException {
        return Stream.concat(primary.faults(gate).stream(), faultsOfReplicas().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * What the gate has against the replicas now, sorted; of one that cannot be asked, or does not
     * come to where the primary is, a warning, since it is not used until it can be compared.
     */
    public List<Fault> faultsOfReplicas() {
        look();
        LogPosition now = flushed;
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            faults.addAll(faultsOf(replicas.get(i), i + 1, now));
        }
        return faults.stream().distinct().sorted().toList();
    }

    private static List<Fault> faultsOf(Node replica, int number, LogPosition now) {
        long deadline = System.nanoTime() + CATCHING_UP.toNanos();
        while (true) {
            try {
                List<Fault> faults = replica.faults();
                if (faults.isEmpty()) {
                    return faults;
                }
                // it may be that it only has not seen the last migration yet
                return replica.reaches(now, deadline)
                        ? replica.faults()
                        : List.of(unread(number, "is behind the primary"));
            } catch (SQLException failure) {
                if (!Node.isCancelledByRecovery(failure) || System.nanoTime() >= deadline) {
                    replica.failed();
                    return List.of(unread(number, "cannot be asked: " + failure.getSQLState()));
                }
            }
        }
    }

    private static Fault unread(int number, String why) {
        return Check.REPLICA_UNREAD.fault("replica " + number, why);
    }

    private void watch(Runnable look, Supplier<Duration> pause) {
        watchers.add(
                Thread.ofVirtual()
                        .name("bailiwick-replicas")
                        .start(
                                () -> {
                                    try {
                                        while (!Thread.currentThread().isInterrupted()) {
                                            look.run();
                                            Thread.sleep(pause.get());
                                        }
                                    } catch (InterruptedException closed) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
    }

    /** Asks the primary where it is; while it cannot say, every replica becomes stale. */
    private void look() {
        long asked = System.nanoTime();
        try (Connection connection = primaryPool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer =
                        statement.executeQuery(
                                "select case when not pg_catalog.pg_is_in_recovery() then"
                                    + " pg_catalog.pg_current_wal_flush_lsn()::text end, case when"
                                    + " not pg_catalog.pg_is_in_recovery() then"
                                    + " pg_catalog.pg_current_wal_insert_lsn()::text end")) {
            answer.next();
            String onDisk = answer.getString(1);
            String made = answer.getString(2);
            if (onDisk != null && made != null) {
                // what is not on disk yet is not sent, and lacks nobody who waited for his commit
                flushed = LogPosition.parse(onDisk);
                progress.reached(flushed, asked);
                furthest = LogPosition.parse(made);
            }
        } catch (SQLException | RuntimeException unreachable) {
            // told by the next statement that goes there
        }
    }

    private void wrote(LogPosition position) {
        ReadYourWrites.wrote(position);
        writes.wrote(position);
    }

    /** What a transaction that begins now must see. */
    LogPosition required() {
        return ReadYourWrites.position().orElseGet(writes::last);
    }

    boolean mayRead(Node node, LogPosition required) {
        return node.usable()
                && node.serves()
                && node.replayed().reaches(required)
                && progress.behind(node.replayed(), System.nanoTime())
                        <= routing.staleness().toNanos();
    }

    /**
     * A connection for reading alone, and where it is.
     *
     * @param held connections that the caller has already, taken before any other of their servers
     */
    Chosen forReading(List<Chosen> held) throws SQLException {
        LogPosition required = required();
        int first = turn.getAndIncrement();
        for (int i = 0; i < replicas.size(); i++) {
            Node node = replicas.get(Math.floorMod(first + i, replicas.size()));
            if (mayRead(node, required)) {
                Chosen chosen = connected(node, held);
                if (chosen != null) {
                    return chosen;
                }
            }
        }
        Node late = late(first, required);
        if (late != null
                && late.await(required, System.nanoTime() + routing.patience().toNanos())
                && mayRead(late, required)) {
            Chosen chosen = connected(late, held);
            if (chosen != null) {
                return chosen;
            }
        }
        return forWriting(held);
    }

    Chosen forWriting(List<Chosen> held) throws SQLException {
        Optional<Chosen> same = of(null, held);
        return same.isPresent() ? same.get() : new Chosen(primary.getConnection(), null);
    }

    private static Optional<Chosen> of(@Nullable Node node, List<Chosen> held) {
        return held.stream().filter(chosen -> Objects.equals(chosen.node(), node)).findFirst();
    }

    /** One that is fresh enough but for what the session wrote just now. */
    private @Nullable Node late(int first, LogPosition required) {
        if (routing.patience().isZero()) {
            return null;
        }
        for (int i = 0; i < replicas.size(); i++) {
            Node node = replicas.get(Math.floorMod(first + i, replicas.size()));
            if (node.usable()
                    && node.serves()
                    && progress.behind(node.replayed(), System.nanoTime())
                            <= routing.staleness().toNanos()) {
                return isReached(required) ? node : null;
            }
        }
        return null;
    }

    /** A position that the primary itself has not come to is nobody's write: not waited for. */
    private boolean isReached(LogPosition position) {
        if (!furthest.reaches(position)) {
            look();
        }
        return furthest.reaches(position);
    }

    private static @Nullable Chosen connected(Node node, List<Chosen> held) {
        try {
            Optional<Chosen> same = of(node, held);
            return same.isPresent() ? same.get() : new Chosen(node.connect(), node);
        } catch (SQLException unreachable) {
            node.failed();
            return null;
        }
    }

    @Override
    public Optional<Wall> wall() {
        return primary.wall();
    }

    @Override
    public Connection getConnection() {
        return RoutedConnection.of(this);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The user is the pool's and not the caller's to choose");
    }

    /** Stops looking at the servers; the pools are the caller's to close. */
    @Override
    public void close() {
        watchers.forEach(Thread::interrupt);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("A scoped data source does not hand out what it guards: " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return primary.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        primary.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        primary.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return primary.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return primary.getParentLogger();
    }
}
