package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/** A pool on the primary, one on the replica, and the data source over both. */
record Replicas(HikariDataSource primary, HikariDataSource replica, ReplicatedDataSource source)
        implements AutoCloseable {

    /** So that a busy machine is not taken for a replica that lags. */
    static final Routing ROUTING = Routing.defaults().withStaleness(Duration.ofMinutes(1));

    private static final Duration LONG = Duration.ofMinutes(1);

    /** A replica to which what is committed in {@code database} is sent at once. */
    static Standby follow(TestDatabase database) throws SQLException, IOException {
        // the test bed does not wait for the disk otherwise, and so sends what it wrote later
        database.asSuperuser(
                "alter database %s set synchronous_commit = on".formatted(database.name()));
        return Standby.create();
    }

    static Replicas of(TestDatabase database, Standby standby, Routing routing) {
        return of(database, standby, routing, 4);
    }

    /**
     * @param size of each pool
     */
    static Replicas of(TestDatabase database, Standby standby, Routing routing, int size) {
        HikariDataSource primary = pool(database.app(), size);
        HikariDataSource replica = pool(standby.of(database.app()), size);
        return new Replicas(primary, replica, routed(primary, replica, routing));
    }

    static ReplicatedDataSource routed(DataSource primary, DataSource replica, Routing routing) {
        return ReplicatedDataSource.of(
                primary,
                List.of(replica),
                pool -> ScopedDataSource.of(pool, School.WALL),
                Gate.of(School.WALL),
                routing);
    }

    static HikariDataSource pool(DataSource server, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** In a read-only transaction. */
    static List<String> readOnly(DataSource source, Scope scope, String sql) throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setReadOnly(true);
                        connection.setAutoCommit(false);
                        List<String> rows = Sql.list(connection, sql);
                        connection.commit();
                        return rows;
                    }
                });
    }

    void inTransaction(Scope scope, String sql) throws SQLException {
        Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.execute(connection, sql);
                        connection.commit();
                    }
                    return 0;
                });
    }

    boolean isOnReplica(Scope scope) throws SQLException {
        return readOnly(source, scope, "select pg_is_in_recovery()").equals(List.of("t"));
    }

    static boolean isOnReplica(Connection connection) throws SQLException {
        return Sql.list(connection, "select pg_is_in_recovery()").equals(List.of("t"));
    }

    /** Until a tenant that wrote nothing is served by the replica. */
    void awaitUse() throws SQLException {
        eventually(() -> isOnReplica(School.bolt()));
    }

    static void eventually(Condition condition) throws SQLException {
        long deadline = System.nanoTime() + LONG.toNanos();
        boolean holds = false;
        while (!holds && System.nanoTime() < deadline) {
            try {
                holds = condition.holds();
            } catch (SQLException notYet) {
                // a server that is just starting, or a database that is not there yet
            }
            pass(Duration.ofMillis(20));
        }
        assertThat(holds).as("in " + LONG).isTrue();
    }

    static void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        source.close();
        primary.close();
        replica.close();
    }

    /** Something that comes true. */
    interface Condition {

        boolean holds() throws SQLException;
    }
}
