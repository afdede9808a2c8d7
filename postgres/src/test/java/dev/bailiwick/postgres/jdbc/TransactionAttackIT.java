package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeLeftOpenException;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgResultSet;

import java.io.IOException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

/** Attacks by way of transactions and of connections that are used again: a pool of one. */
class TransactionAttackIT {

    private static final String PUPILS = "select name from pupil";
    private static final String TENANT = "select current_setting('bailiwick.tenant', true)";

    private static TestDatabase database;

    private HikariDataSource pool;
    private ScopedDataSource source;

    @BeforeAll
    static void prepare() throws SQLException {
        database = School.database();
    }

    @BeforeEach
    void open() {
        pool = poolOfOne(database.app());
        source = ScopedDataSource.of(pool, School.WALL);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static HikariDataSource poolOfOne(DataSource driver) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }

    @Test
    void k40ATenantSetForTheSessionDoesNotReachTheNextBorrower() throws SQLException {
        String backend =
                inScope(
                        School.acme(),
                        connection -> {
                            Sql.execute(connection, "set bailiwick.tenant = '" + School.ACME + "'");
                            return backend(connection);
                        });

        assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
        assertThat(Sql.list(source, new Scope.Global(), PUPILS)).isEmpty();
        assertThat(Sql.list(source, new Scope.Global(), TENANT)).containsExactly("");
        String after = inScope(new Scope.Global(), TransactionAttackIT::backend);
        assertThat(after).as("the connection was thrown away").isNotEqualTo(backend);
    }

    @Test
    void k41AfterARollbackTheNextTransactionIsTold() throws SQLException {
        inTransaction(
                School.acme(),
                connection -> {
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    connection.rollback();
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @Test
    void k42EachStatementInAutocommitIsTold() throws SQLException {
        List<Integer> seen =
                inScope(
                        School.acme(),
                        connection ->
                                List.of(
                                        Sql.list(connection, PUPILS).size(),
                                        Sql.list(connection, PUPILS).size()));

        assertThat(seen).containsExactly(9, 9);
    }

    @Test
    void k43NothingFallsBackToATenantOfTheSession() throws SQLException {
        inScope(
                School.acme(),
                connection -> {
                    Sql.execute(connection, "set bailiwick.tenant = '" + School.BOLT + "'");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    return 0;
                });
    }

    @Test
    void k44k45AScopeDoesNotChangeInsideATransaction() throws SQLException {
        inTransaction(
                School.acme(),
                connection -> {
                    Savepoint savepoint = connection.setSavepoint();
                    assertThatExceptionOfType(ScopeMismatchException.class)
                            .isThrownBy(
                                    () ->
                                            Scopes.call(
                                                    School.bolt(),
                                                    () -> Sql.list(connection, PUPILS)))
                            .withMessageContaining("The open transaction");
                    connection.releaseSavepoint(savepoint);
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @Test
    void k44ATenantSetBehindASavepointDoesNotOutliveTheStatement() throws SQLException {
        inTransaction(
                School.acme(),
                connection -> {
                    Sql.execute(connection, "savepoint s");
                    Sql.execute(connection, "set local bailiwick.tenant = '" + School.BOLT + "'");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    Sql.execute(connection, "release s");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @Test
    void k46ARollbackToASavepointThatCameFirstLeavesTheTransactionTold() throws SQLException {
        inTransaction(
                School.acme(),
                connection -> {
                    Savepoint first = connection.setSavepoint();
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    connection.rollback(first);
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);

                    Sql.execute(connection, "rollback and chain");
                    Sql.execute(connection, "savepoint s");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    Sql.execute(connection, "rollback to s");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @Test
    void k47AFailedTransactionIsLeftByItsOwnFailureAndRolledBack() throws SQLException {
        String state =
                Sql.stateOf(
                        () ->
                                inTransaction(
                                        School.acme(),
                                        connection -> {
                                            Sql.list(connection, PUPILS);
                                            Sql.list(connection, "select 1 / 0");
                                        }));

        assertThat(state).isEqualTo("22012");
        assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
    }

    @Test
    void aFailedStatementInAutocommitLeavesNothingOpen() throws SQLException {
        inScope(
                School.acme(),
                connection -> {
                    assertThat(Sql.stateOf(() -> Sql.list(connection, "select 1 / 0")))
                            .isEqualTo("22012");
                    assertThat(Sql.stateOf(() -> Sql.execute(connection, "select 1 / 0")))
                            .isEqualTo("22012");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    return 0;
                });
        assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
    }

    @Test
    void k49AProcedureThatCommitsCannotGoOnWithoutItsTenant() throws SQLException {
        database.asOwner(
                """
                create or replace procedure school.leaky(inout before bigint, inout later bigint) language plpgsql as $$
                begin
                    before := (select count(*) from school.pupil);
                    commit;
                    later := (select count(*) from school.pupil);
                end $$;
                """);

        inTransaction(
                School.acme(),
                connection -> {
                    try (CallableStatement call =
                            connection.prepareCall("call school.leaky(null, null)")) {
                        assertThat(Sql.stateOf(call::execute)).isEqualTo("2D000");
                    }
                    connection.rollback();
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @Test
    void k50SeveralStatementsInOneTextAreAllTold() throws SQLException {
        inScope(
                School.acme(),
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        assertThat(statement.execute(PUPILS + "; " + PUPILS)).isTrue();
                        assertThat(Sql.rest(statement.getResultSet())).hasSize(9);
                        assertThat(statement.getMoreResults()).isTrue();
                        assertThat(Sql.rest(statement.getResultSet())).hasSize(9);
                        assertThat(statement.getMoreResults()).isFalse();
                        assertThat(statement.getUpdateCount()).isEqualTo(-1);
                    }
                    return 0;
                });
    }

    @Test
    void k54ATransactionDoesNotOutliveItsScope() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            String write = "update pupil set name = 'acme-late' where name = 'acme-1'";
            assertThatExceptionOfType(ScopeLeftOpenException.class)
                    .isThrownBy(
                            () -> Scopes.call(School.acme(), () -> Sql.update(connection, write)))
                    .withMessageContaining("a transaction");

            assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(connection::commit);
            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(
                            () ->
                                    Scopes.run(
                                            School.bolt(),
                                            () ->
                                                    assertThat(Sql.stateOf(connection::commit))
                                                            .isEmpty()));
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> connection.setAutoCommit(true));
            connection.rollback();
        }
        assertThat(Sql.list(source, School.acme(), PUPILS)).doesNotContain("acme-late");
    }

    @Test
    void k60ResettingEverythingTakesTheTenantAwayForNoLongerThanThat() throws SQLException {
        inTransaction(
                School.acme(),
                connection -> {
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    Sql.execute(connection, "reset all");
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
        try (Connection bare = database.app().getConnection()) {
            bare.setAutoCommit(false);
            Sql.list(
                    bare, "select set_config('bailiwick.tenant', ?, true)", School.ACME.toString());
            Sql.execute(bare, "reset all");
            assertThat(Sql.list(bare, "select name from school.pupil"))
                    .as("without the toolkit")
                    .isEmpty();
        }
    }

    @Test
    void k62TheDriversConnectionIsNotHandedOut() throws SQLException {
        assertThat(source.isWrapperFor(HikariDataSource.class)).isFalse();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> source.unwrap(HikariDataSource.class));
        inScope(
                School.acme(),
                connection -> {
                    assertThat(connection.isWrapperFor(PGConnection.class)).isFalse();
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(() -> connection.unwrap(PGConnection.class));
                    assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
                    try (PreparedStatement statement = connection.prepareStatement(PUPILS)) {
                        ResultSet result = statement.executeQuery();
                        assertThat(statement.getConnection()).isSameAs(connection);
                        assertThat(result.getStatement()).isSameAs(statement);
                        assertThat(result.isWrapperFor(PgResultSet.class)).isFalse();
                    }
                    return 0;
                });
    }

    @Test
    void k67AConnectionWhoseRollbackFailsDoesNotGoBack() throws SQLException, IOException {
        Wire wire = Wire.to(database.app());
        try (HikariDataSource fragile = poolOfOne(wire.through())) {
            ScopedDataSource scoped = ScopedDataSource.of(fragile, School.WALL);
            Connection connection = scoped.getConnection();
            connection.setAutoCommit(false);
            assertThatExceptionOfType(ScopeLeftOpenException.class)
                    .isThrownBy(
                            () -> Scopes.call(School.acme(), () -> Sql.list(connection, PUPILS)));

            wire.cut();
            connection.close();

            assertThat(fragile.getHikariPoolMXBean().getIdleConnections()).isZero();
        } finally {
            wire.close();
        }
    }

    @Test
    void aTextThatEndsTheTransactionIsNoticed() throws SQLException {
        for (String end : List.of("commit", "rollback", "COMMIT AND CHAIN", "commit; begin")) {
            inTransaction(
                    School.acme(),
                    connection -> {
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        Sql.execute(connection, end);
                        assertThat(Sql.list(connection, PUPILS)).as(end).hasSize(9);
                    });
        }
    }

    @Test
    void aTextThatCommitsLetsTheScopeGo() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            for (Scope.Tenant scope : List.of(School.acme(), School.bolt())) {
                List<String> names =
                        Scopes.call(
                                scope,
                                () -> {
                                    List<String> found = Sql.list(connection, PUPILS);
                                    Sql.execute(connection, "commit");
                                    return found;
                                });
                assertThat(names).hasSize(scope.equals(School.acme()) ? 9 : 7);
            }
        }
    }

    private <T> T inScope(Scope scope, Work<T> work) throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        return work.with(connection);
                    }
                });
    }

    private void inTransaction(Scope scope, Step work) throws SQLException {
        inScope(
                scope,
                connection -> {
                    connection.setAutoCommit(false);
                    work.with(connection);
                    connection.commit();
                    return 0;
                });
    }

    private static String backend(Connection connection) throws SQLException {
        return Sql.list(connection, "select pg_backend_pid()").getFirst();
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    private interface Work<T> {

        T with(Connection connection) throws SQLException;
    }

    /** Something to do in a transaction. */
    @FunctionalInterface
    private interface Step {

        void with(Connection connection) throws SQLException;
    }
}
