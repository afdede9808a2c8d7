package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.BailiwickException;
import dev.bailiwick.core.ScopeLeftOpenException;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.stream.Stream;

/**
 * Whatever JDBC can do at a server: outside a scope it is refused, and in another scope than it was
 * begun in; nothing of it is sent.
 */
class UnscopedAttackIT {

    private static final String PUPILS = "select name from pupil";
    private static final String ADD =
            "insert into pupil (tenant_id, name) values ('%s', 'acme-unscoped')"
                    .formatted(School.ACME);

    private static Attacks attacks;

    @BeforeAll
    static void open() throws SQLException, IOException {
        attacks = School.attacks(School.database().withTwins());
    }

    @AfterAll
    static void close() {
        attacks.close();
    }

    static Stream<Named<OnConnection>> begun() {
        return Stream.of(
                Named.of("a query", connection -> Sql.list(connection, PUPILS)),
                Named.of(
                        "exists",
                        connection ->
                                Sql.list(connection, "select exists (select from pupil) as there")),
                Named.of("count", connection -> Sql.list(connection, "select count(*) from pupil")),
                Named.of("create", connection -> Sql.update(connection, ADD)),
                Named.of("raw text", connection -> Sql.execute(connection, PUPILS)),
                Named.of(
                        "a join",
                        connection ->
                                Sql.list(
                                        connection,
                                        "select p.name from pupil p join mark m on m.pupil_id ="
                                                + " p.id")),
                Named.of(
                        "a subquery",
                        connection ->
                                Sql.list(
                                        connection,
                                        "select 1 where 1 in (select points from mark)")),
                Named.of(
                        "a batch of texts",
                        connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch(ADD);
                                statement.executeBatch();
                            }
                        }),
                Named.of(
                        "a batch of parameters",
                        connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                                statement.addBatch();
                                statement.executeLargeBatch();
                            }
                        }),
                Named.of(
                        "a call",
                        connection ->
                                connection.prepareCall("{call bailiwick.tenant()}").execute()),
                Named.of(
                        "generated keys",
                        connection ->
                                connection
                                        .prepareStatement(ADD, new String[] {"id"})
                                        .executeUpdate()),
                Named.of(
                        "generated keys of a text",
                        connection ->
                                connection
                                        .createStatement()
                                        .executeUpdate(ADD, Statement.RETURN_GENERATED_KEYS)),
                Named.of(
                        "an updatable result",
                        connection ->
                                connection
                                        .createStatement(
                                                ResultSet.TYPE_SCROLL_INSENSITIVE,
                                                ResultSet.CONCUR_UPDATABLE)
                                        .executeQuery(PUPILS)),
                Named.of(
                        "the catalogue's rows",
                        connection ->
                                connection.getMetaData().getTables(null, null, "pupil", null)),
                Named.of(
                        "the catalogue's keys",
                        connection -> connection.getMetaData().getPrimaryKeys(null, null, "pupil")),
                Named.of(
                        "a savepoint",
                        connection -> {
                            connection.setAutoCommit(false);
                            connection.setSavepoint();
                        }),
                Named.of(
                        "an array", connection -> connection.createArrayOf("uuid", new Object[0])));
    }

    @ParameterizedTest
    @MethodSource("begun")
    void k20NothingIsBegunOutsideAScope(OnConnection work) throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, target -> work.on(target.connection()));
    }

    static Stream<Named<Begun>> goneOnWith() {
        return Stream.of(
                Named.of(
                        "a prepared query",
                        connection -> connection.prepareStatement(PUPILS)::executeQuery),
                Named.of(
                        "a prepared update",
                        connection -> connection.prepareStatement(ADD)::executeUpdate),
                Named.of(
                        "a description of rows",
                        connection -> connection.prepareStatement(PUPILS)::getMetaData),
                Named.of(
                        "a description of rows beside keys",
                        connection ->
                                connection.prepareStatement(ADD, new String[] {"id"})::getMetaData),
                Named.of(
                        "a description of parameters",
                        connection -> connection.prepareStatement(PUPILS)::getParameterMetaData),
                Named.of(
                        "a text",
                        connection -> {
                            Statement statement = connection.createStatement();
                            return () -> statement.executeQuery(PUPILS);
                        }),
                Named.of(
                        "a batch",
                        connection -> {
                            PreparedStatement statement = connection.prepareStatement(ADD);
                            statement.addBatch();
                            return statement::executeBatch;
                        }),
                Named.of(
                        "a call",
                        connection -> connection.prepareCall("{call bailiwick.tenant()}")::execute),
                Named.of(
                        "a call's output",
                        connection -> {
                            CallableStatement call =
                                    connection.prepareCall("{? = call upper('acme')}");
                            call.registerOutParameter(1, Types.VARCHAR);
                            call.execute();
                            return () -> call.getString(1);
                        }),
                Named.of(
                        "rows",
                        connection -> connection.prepareStatement(PUPILS).executeQuery()::next),
                Named.of(
                        "a value",
                        connection -> {
                            ResultSet rows = first(connection, PUPILS);
                            return () -> rows.getString(1);
                        }),
                Named.of(
                        "what a result is of",
                        connection -> {
                            var described = first(connection, PUPILS).getMetaData();
                            return () -> described.isAutoIncrement(1);
                        }),
                Named.of(
                        "an array of a row",
                        connection -> {
                            Array array = first(connection, "select array['x']").getArray(1);
                            return array::getArray;
                        }),
                Named.of(
                        "generated keys",
                        connection -> {
                            PreparedStatement statement =
                                    connection.prepareStatement(ADD, new String[] {"id"});
                            statement.executeUpdate();
                            return () -> Sql.rest(statement.getGeneratedKeys());
                        }),
                Named.of(
                        "a transaction",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.list(connection, PUPILS);
                            return () -> {
                                Sql.execute(connection, PUPILS);
                                connection.commit();
                            };
                        }),
                Named.of(
                        "a commit",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.list(connection, PUPILS);
                            return connection::commit;
                        }));
    }

    /** Some of it the driver has read already: still it is another tenant's. */
    @ParameterizedTest
    @MethodSource("goneOnWith")
    void k114NothingIsGoneOnWithInAnotherScope(Begun begun) throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    Sql.Work rest = leftOpen(begun, connection);
                    target.fromHere();
                    Scopes.call(
                            School.bolt(),
                            () -> {
                                rest.run();
                                return rest;
                            });
                });
    }

    @ParameterizedTest
    @MethodSource("goneOnWith")
    void k20NothingIsGoneOnWithOutsideAScope(Begun begun) throws Exception {
        attacks.areStoppedByTheWall(
                BailiwickException.class,
                target -> {
                    Sql.Work rest = leftOpen(begun, target.connection());
                    target.fromHere();
                    rest.run();
                });
    }

    private static ResultSet first(Connection connection, String sql) throws SQLException {
        ResultSet rows = connection.prepareStatement(sql).executeQuery();
        rows.next();
        return rows;
    }

    /** A scope whose transaction is open cannot be left but by failing. */
    private static Sql.Work leftOpen(Begun begun, Connection connection) throws SQLException {
        Sql.Work[] rest = new Sql.Work[1];
        try {
            Scopes.call(
                    School.acme(),
                    () -> {
                        rest[0] = begun.on(connection);
                        return rest;
                    });
        } catch (ScopeLeftOpenException asItIsMeant) {
            // the transaction goes on
        }
        return rest[0];
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    interface OnConnection {

        void on(Connection connection) throws SQLException;
    }

    /** Something to begin on a connection, and how it goes on. */
    @FunctionalInterface
    interface Begun {

        Sql.Work on(Connection connection) throws SQLException;
    }
}
