package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/** Attacks by what one tenant leaves on a connection, or in the server, for the next. */
class LeftoverAttackIT {

    private static final String PUPILS = "select name from pupil";

    private TestDatabase database;
    private Attacks attacks;

    @BeforeEach
    void open() throws SQLException, IOException {
        database = School.database().withTwins();
        attacks = School.attacks(database);
    }

    @AfterEach
    void close() {
        attacks.close();
    }

    @Test
    void k113ACursorThatOutlivesItsTransactionIsRefused() throws Exception {
        String declare = "declare c cursor with hold for " + PUPILS;
        attacks.areStoppedByTheWall(
                "0A000",
                target -> {
                    Connection connection = target.connection();
                    Scopes.call(
                            School.acme(),
                            () -> {
                                try (Statement statement = connection.createStatement()) {
                                    target.fromHere();
                                    return statement.execute(declare);
                                }
                            });
                });
        attacks.areStoppedByTheWall(
                "0A000",
                target -> {
                    Connection connection = target.connection();
                    Scopes.call(
                            School.acme(),
                            () -> {
                                try (Statement statement = connection.createStatement()) {
                                    statement.addBatch(declare);
                                    return statement.executeBatch();
                                }
                            });
                });
        attacks.areStoppedByTheWall(
                "0A000",
                target ->
                        Scopes.call(
                                School.acme(),
                                () ->
                                        target.connection()
                                                .createStatement(
                                                        ResultSet.TYPE_FORWARD_ONLY,
                                                        ResultSet.CONCUR_READ_ONLY,
                                                        ResultSet.HOLD_CURSORS_OVER_COMMIT)));
        attacks.areStoppedByTheWall(
                "0A000",
                target -> target.connection().setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT));
    }

    /** On the twin the second page is read, whoever reads it. */
    @Test
    void k115TheNextPageOfACursorIsItsOwnScopes() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    Scopes.call(
                            School.acme(),
                            () -> {
                                PreparedStatement statement = connection.prepareStatement(PUPILS);
                                statement.setFetchSize(2);
                                ResultSet rows = statement.executeQuery();
                                for (int row = 0; row < 2; row++) {
                                    assertThat(rows.next()).isTrue();
                                }
                                target.fromHere();
                                boolean more = Scopes.call(School.bolt(), rows::next);
                                connection.rollback();
                                return more;
                            });
                });
    }

    @Test
    void k114ACursorByTextIsFetchedFromInItsTransactionsScopeAlone() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    Scopes.call(
                            School.acme(),
                            () -> {
                                Sql.execute(connection, "declare c cursor for " + PUPILS);
                                target.fromHere();
                                List<String> rows =
                                        Scopes.call(
                                                School.bolt(),
                                                () -> Sql.list(connection, "fetch all from c"));
                                connection.rollback();
                                return rows;
                            });
                });
    }

    @Test
    void k114ACursorThatAFunctionOpenedIsReadInItsScopeAlone() throws Exception {
        for (String schema : List.of("school", "bare")) {
            database.asSuperuser(
                    """
                    create function %1$s.opened() returns refcursor language plpgsql as $$
                    declare c refcursor := 'c';
                    begin open c for select name from %1$s.pupil; return c; end $$;
                    """
                            .formatted(schema));
        }
        attacks.findOwnRowsOnly(
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    return Scopes.call(
                            School.acme(),
                            () -> {
                                List<String> rows = Sql.rest(opened(connection));
                                connection.rollback();
                                return rows;
                            });
                });
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    Scopes.call(
                            School.acme(),
                            () -> {
                                ResultSet rows = opened(connection);
                                target.fromHere();
                                boolean more = Scopes.call(School.bolt(), rows::next);
                                connection.rollback();
                                return more;
                            });
                });
    }

    private static ResultSet opened(Connection connection) throws SQLException {
        ResultSet row = connection.prepareStatement("select opened()").executeQuery();
        row.next();
        return (ResultSet) row.getObject(1);
    }

    @Test
    void k118ATransactionIsNotPreparedForAnotherTenantToEnd() throws Exception {
        attacks.areStoppedByTheWall(
                "0A000",
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    Scopes.call(
                            School.acme(),
                            () -> {
                                Sql.update(connection, "update pupil set name = name");
                                target.fromHere();
                                Sql.execute(connection, "prepare transaction 'k118'");
                                return connection;
                            });
                    connection.setAutoCommit(true);
                    Sql.execute(connection, "rollback prepared 'k118'");
                });
    }

    @Test
    void k118AnotherTenantsPreparedTransactionIsNotEnded() throws Exception {
        attacks.areStoppedByTheWall(
                "0A000",
                target -> {
                    try (Connection other = database.twins().getConnection()) {
                        other.setAutoCommit(false);
                        Sql.update(other, "update subject set name = name");
                        Sql.execute(other, "prepare transaction 'k118'");
                    }
                    target.fromHere();
                    try (Connection connection = target.source().getConnection()) {
                        Scopes.call(
                                School.bolt(),
                                () -> {
                                    Sql.execute(connection, "commit prepared 'k118'");
                                    return connection;
                                });
                    }
                });
        database.asSuperuser("rollback prepared 'k118'");
    }

    @Test
    void k123NobodyListensOnAConnectionOfThePool() throws Exception {
        attacks.areStoppedByTheWall(
                "0A000",
                target -> {
                    Connection connection = target.connection();
                    Scopes.call(
                            School.bolt(),
                            () -> {
                                Sql.execute(connection, "listen pupils");
                                return connection;
                            });
                });
    }

    /** Where the privilege is given against all advice, the table is found and the gate says so. */
    @Test
    void k119k120TemporaryTablesAreNotTheAppsAndAFaultWhereTheyAre() throws SQLException {
        String take = "create temporary table taken as select name from pupil";
        ScopedDataSource source = School.scoped(database);
        assertThat(Sql.stateOf(() -> Sql.execute(source, School.acme(), take)))
                .isEqualTo(Sql.REFUSED);

        database.asSuperuser(
                "grant temporary on database %s to school_app".formatted(database.name()));
        try (Connection connection = source.getConnection()) {
            List<String> found =
                    Scopes.call(
                            School.acme(),
                            () -> {
                                Sql.execute(connection, take);
                                return Scopes.call(
                                        School.bolt(),
                                        () -> Sql.list(connection, "select name from taken"));
                            });
            assertThat(found).as("the attack").anyMatch(name -> name.startsWith("acme"));
        }
        assertThat(Gate.of(School.WALL).faults(database.app()))
                .anyMatch(
                        fault ->
                                fault.message()
                                        .contains("may create temporary tables in database"));
    }

    @Test
    void aStatementPreparedByTextRunsForWhoeverRunsIt() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            connection.setAutoCommit(false);
            for (Scope.Tenant scope : List.of(School.acme(), School.bolt())) {
                List<String> names =
                        Scopes.call(
                                scope,
                                () -> {
                                    if (scope.equals(School.acme())) {
                                        Sql.execute(connection, "prepare p as " + PUPILS);
                                    }
                                    List<String> found = Sql.list(connection, "execute p");
                                    connection.commit();
                                    return found;
                                });
                assertThat(names).hasSize(scope.equals(School.acme()) ? 9 : 7);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void k49AProcedureThatCommitsFailsAndTheNextStatementIsTold(boolean autoCommit)
            throws SQLException {
        database.asOwner(
                """
                create procedure school.leaky() language plpgsql as $$
                begin
                    update school.pupil set name = name || '?';
                    commit;
                    update school.pupil set name = name || '!';
                end $$;
                """);
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(database).getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        assertThat(
                                        Sql.stateOf(
                                                () ->
                                                        connection
                                                                .prepareCall("call school.leaky()")
                                                                .execute()))
                                .isEqualTo("2D000");
                        if (!autoCommit) {
                            connection.rollback();
                        }
                        assertThat(
                                        Sql.stateOf(
                                                () ->
                                                        Sql.execute(
                                                                connection, "call school.leaky()")))
                                .isEqualTo("2D000");
                        if (!autoCommit) {
                            connection.rollback();
                        }
                        assertThat(Sql.list(connection, PUPILS))
                                .hasSize(9)
                                .noneMatch(name -> name.endsWith("?"));
                        connection.setAutoCommit(true);
                    }
                    return autoCommit;
                });
    }

    /** JDBC's savepoints, released, rolled back to and left, with the context set behind them. */
    @Test
    void k45k46SavepointsLeaveTheTransactionTold() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(database).getConnection()) {
                        connection.setAutoCommit(false);
                        Savepoint outer = connection.setSavepoint("outer");
                        Sql.execute(
                                connection, "set local bailiwick.tenant = '" + School.BOLT + "'");
                        Savepoint inner = connection.setSavepoint();
                        connection.releaseSavepoint(inner);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.rollback(outer);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.releaseSavepoint(outer);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.commit();
                    }
                    return 0;
                });
    }
}
