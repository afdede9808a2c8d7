package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.PgBouncer;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.SwappingPooler;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Behind a pooler in transaction mode, which gives each transaction another server connection: a
 * tenant that is set for a session reaches somebody else, and the scoped data source's never does.
 */
class PoolerIT {

    private static final String PUPILS = "select name from pupil where name <> ?";
    private static final String BACKEND = "select pg_backend_pid()::text";

    @Test
    void k56BehindAPoolerThatSwapsAtEachTransactionsEnd() throws Exception {
        TestDatabase database = School.database();
        try (SwappingPooler pooler = SwappingPooler.before(database.app(), 2)) {
            theTenantOfASessionReachesSomebodyElse(pooler.through());
            keepsItsTenants(plain(pooler.through()));
            assertThat(pooler.transactions()).isGreaterThan(100);
        }
    }

    @Test
    void k56BehindPgBouncer(@TempDir Path folder) throws Exception {
        assumeThat(PgBouncer.isInstalled()).as("pgbouncer is on the path").isTrue();
        TestDatabase database = School.database();
        // a pooler passes on no search_path of a client's
        database.asSuperuser(
                "alter role school_app in database %s set search_path = school"
                        .formatted(database.name()));
        try (PgBouncer pooler = PgBouncer.before(database.app(), folder, 2)) {
            theTenantOfASessionReachesSomebodyElse(pooler.through());
            keepsItsTenants(plain(pooler.through()));
        }
    }

    /** Where the pooler does not carry them over: each runs for its scope, or fails. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void k58ANamedStatementRunsForItsScopeOrFails(boolean autoCommit) throws Exception {
        TestDatabase database = School.database();
        try (SwappingPooler pooler = SwappingPooler.before(database.app(), 2)) {
            PGSimpleDataSource naming = pooler.through();
            naming.setPrepareThreshold(2);
            ScopedDataSource source = ScopedDataSource.of(naming, School.WALL);
            List<String> states = new ArrayList<>();
            try (Connection one = source.getConnection();
                    Connection other = source.getConnection()) {
                one.setAutoCommit(autoCommit);
                other.setAutoCommit(autoCommit);
                for (int run = 0; run < 12; run++) {
                    states.add(state(one, School.acme(), 9));
                    states.add(state(other, School.bolt(), 7));
                    states.add(state(other, School.bolt(), 7));
                }
            }

            assertThat(states).isSubsetOf("", "26000", "42P05").contains("");
            try (Connection bare = pooler.through().getConnection()) {
                assertThat(Sql.list(bare, "select name from pg_prepared_statements"))
                        .as("control: statements were named")
                        .isNotEmpty();
            }
        }
    }

    /** Blank if it ran, which must have brought the scope's own rows. */
    private static String state(Connection connection, Scope scope, int expected) {
        return Sql.stateOf(
                () ->
                        Scopes.call(
                                scope,
                                () -> {
                                    try {
                                        List<String> names = Sql.list(connection, PUPILS, "x");
                                        assertThat(names).hasSize(expected);
                                        return names;
                                    } finally {
                                        if (!connection.getAutoCommit()) {
                                            connection.rollback();
                                        }
                                    }
                                }));
    }

    /** The control: without it, the rest would show nothing. */
    private static void theTenantOfASessionReachesSomebodyElse(PGSimpleDataSource pooled)
            throws SQLException {
        try (Connection one = pooled.getConnection();
                Connection other = pooled.getConnection()) {
            Set<String> backends = new HashSet<>();
            one.setAutoCommit(false);
            backends.addAll(Sql.list(one, BACKEND));
            backends.addAll(Sql.list(other, BACKEND));
            one.commit();
            one.setAutoCommit(true);
            assertThat(backends).as("two clients at once").hasSize(2);
            backends.clear();
            for (int run = 0; run < 8; run++) {
                backends.addAll(Sql.list(one, BACKEND));
            }
            assertThat(backends).as("one client, several server connections").hasSize(2);

            Sql.execute(one, "set bailiwick.tenant = '" + School.ACME + "'");
            List<String> seen = new ArrayList<>();
            for (int run = 0; run < 8; run++) {
                seen.addAll(Sql.list(other, PUPILS, "x"));
            }
            assertThat(seen).as("rows of a tenant that this client never named").isNotEmpty();
        }
    }

    private static ScopedDataSource plain(PGSimpleDataSource pooled) {
        return ScopedDataSource.of(pooled, School.WALL);
    }

    /** Passes if two tenants on four threads never see each other's rows. */
    static void keepsItsTenants(ScopedDataSource source)
            throws SQLException, ExecutionException, InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                Scope.Tenant scope = i % 2 == 0 ? School.acme() : School.bolt();
                all.add(threads.submit(() -> Scopes.call(scope, () -> work(source, scope))));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(Sql.list(source, new Scope.Global(), PUPILS, "x")).isEmpty();
    }

    /** In autocommit, in a transaction with savepoints, in a batch, by a call and by a copy. */
    private static int work(ScopedDataSource source, Scope.Tenant scope)
            throws SQLException, IOException {
        int expected = scope.equals(School.acme()) ? 9 : 7;
        try (Connection connection = source.getConnection()) {
            assertThat(Sql.list(connection, PUPILS, "x")).hasSize(expected);
            try (Statement statement = connection.createStatement()) {
                assertThat(Sql.rest(statement.executeQuery("select name from pupil")))
                        .hasSize(expected);
            }
            assertThat(
                            connection
                                    .unwrap(CopyOut.class)
                                    .copy(
                                            "copy (select name from pupil) to stdout",
                                            OutputStream.nullOutputStream()))
                    .isEqualTo(expected);

            connection.setAutoCommit(false);
            String backend = Sql.list(connection, BACKEND).getFirst();
            Savepoint savepoint = connection.setSavepoint();
            assertThat(Sql.list(connection, PUPILS, "x")).hasSize(expected);
            connection.rollback(savepoint);
            assertThat(Sql.list(connection, PUPILS, "x")).hasSize(expected);
            assertThat(Sql.list(connection, BACKEND)).containsExactly(backend);
            connection.rollback();

            connection.setAutoCommit(true);
            try (PreparedStatement batch =
                    connection.prepareStatement("update pupil set name = name where name like ?")) {
                for (int i = 0; i < 3; i++) {
                    batch.setString(1, "%-1");
                    batch.addBatch();
                }
                assertThat(batch.executeBatch()).containsExactly(1, 1, 1);
            }
        }
        return expected;
    }
}
