package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.sql.Wrapper;
import java.util.List;
import java.util.stream.Stream;

/** Every way from what JDBC hands out back to the driver's own connection: row K62. */
class EscapeAttackIT {

    private static final String PUPILS = "select name from pupil";
    private static final String ADD =
            "insert into pupil (tenant_id, name) values ('" + School.ACME + "', 'acme-x')";

    private static TestDatabase database;
    private static Attacks attacks;

    @BeforeAll
    static void open() throws SQLException, IOException {
        database = School.database().withTwins();
        for (String schema : new String[] {"school", "bare"}) {
            database.asSuperuser(
                    """
                    create function %1$s.opened() returns refcursor language plpgsql as $$
                    declare c refcursor := 'c';
                    begin open c for select name from %1$s.pupil; return c; end $$;
                    """
                            .formatted(schema));
        }
        attacks = School.attacks(database);
    }

    @AfterAll
    static void close() {
        attacks.close();
    }

    static Stream<Named<Path>> paths() {
        return Stream.of(
                Named.of("the connection", connection -> connection),
                Named.of("a statement", connection -> connection.createStatement().getConnection()),
                Named.of(
                        "a prepared statement",
                        connection -> connection.prepareStatement(PUPILS).getConnection()),
                Named.of(
                        "a call",
                        connection -> connection.prepareCall("{call f()}").getConnection()),
                Named.of("the catalogue", connection -> connection.getMetaData().getConnection()),
                Named.of(
                        "the catalogue's rows",
                        connection ->
                                of(connection.getMetaData().getTables(null, null, "pupil", null))),
                Named.of(
                        "rows",
                        connection -> of(connection.prepareStatement(PUPILS).executeQuery())),
                Named.of(
                        "generated keys",
                        connection -> {
                            PreparedStatement statement =
                                    connection.prepareStatement(ADD, new String[] {"id"});
                            statement.executeUpdate();
                            return of(statement.getGeneratedKeys());
                        }),
                Named.of(
                        "an array of a row",
                        connection ->
                                of(
                                        first(connection, "select array['a']")
                                                .getArray(1)
                                                .getResultSet())),
                Named.of(
                        "an array among objects",
                        connection ->
                                of(
                                        ((Array)
                                                        first(connection, "select array['a']")
                                                                .getObject(1))
                                                .getResultSet())),
                Named.of(
                        "an array of one's own",
                        connection ->
                                of(
                                        connection
                                                .createArrayOf("text", new Object[] {"a"})
                                                .getResultSet())),
                Named.of(
                        "a cursor's rows",
                        connection -> {
                            connection.setAutoCommit(false);
                            ResultSet cursor =
                                    (ResultSet) first(connection, "select opened()").getObject(1);
                            @Nullable Connection found = of(cursor);
                            connection.rollback();
                            return found;
                        }),
                Named.of(
                        "a call's array",
                        connection -> {
                            CallableStatement call =
                                    connection.prepareCall(
                                            "{? = call string_to_array('a b', ' ')}");
                            call.registerOutParameter(1, Types.ARRAY);
                            call.execute();
                            return of(call.getArray(1).getResultSet());
                        }));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void k62TheDriversConnectionIsNotReachedThrough(Path path) throws Exception {
        attacks.areStoppedByTheWall(
                SQLException.class,
                target -> {
                    Connection connection = target.connection();
                    List<Connection> found =
                            Scopes.call(
                                    School.acme(),
                                    () -> Stream.ofNullable(path.from(connection)).toList());
                    target.fromHere();
                    if (found.isEmpty()) {
                        throw new SQLException("There is no way back");
                    }
                    assertThat(found.getFirst().unwrap(PGConnection.class).getBackendPID())
                            .isPositive();
                });
    }

    static Stream<Named<Made>> made() {
        return Stream.of(
                Named.of("Connection", connection -> connection),
                Named.of("Statement", Connection::createStatement),
                Named.of("PreparedStatement", connection -> connection.prepareStatement(PUPILS)),
                Named.of("CallableStatement", connection -> connection.prepareCall("{call f()}")),
                Named.of("DatabaseMetaData", Connection::getMetaData),
                Named.of(
                        "ResultSet",
                        connection -> connection.prepareStatement(PUPILS).executeQuery()),
                Named.of(
                        "ResultSetMetaData", connection -> first(connection, PUPILS).getMetaData()),
                Named.of(
                        "ParameterMetaData",
                        connection -> connection.prepareStatement(PUPILS).getParameterMetaData()),
                Named.of(
                        "Array", connection -> first(connection, "select array['a']").getArray(1)));
    }

    static Stream<Named<Other>> others() {
        return Stream.of(
                Named.of("executeQuery", (statement, sql) -> statement.executeQuery(sql)),
                Named.of("executeUpdate", (statement, sql) -> statement.executeUpdate(sql)),
                Named.of(
                        "executeUpdate with keys",
                        (statement, sql) ->
                                statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS)),
                Named.of(
                        "executeLargeUpdate",
                        (statement, sql) -> statement.executeLargeUpdate(sql)),
                Named.of(
                        "executeLargeUpdate with keys",
                        (statement, sql) ->
                                statement.executeLargeUpdate(sql, new String[] {"name"})),
                Named.of("execute", (statement, sql) -> statement.execute(sql)),
                Named.of(
                        "execute with keys",
                        (statement, sql) -> statement.execute(sql, new int[] {1})),
                Named.of("addBatch", (statement, sql) -> statement.addBatch(sql)));
    }

    /** The driver runs some of them, past the scope of the statement and of the transaction. */
    @ParameterizedTest
    @MethodSource("others")
    void aPreparedStatementRunsNoOtherText(Other other) throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            PreparedStatement statement =
                    Scopes.call(School.acme(), () -> connection.prepareStatement(PUPILS));

            for (Scope scope : List.of(School.acme(), School.bolt())) {
                assertThat(
                                Sql.stateOf(
                                        () ->
                                                Scopes.<Object, SQLException>call(
                                                        scope,
                                                        () -> {
                                                            other.on(
                                                                    statement,
                                                                    "update pupil set name = name");
                                                            return scope;
                                                        })))
                        .isEqualTo("42809");
            }
        }
    }

    @FunctionalInterface
    interface Other {

        void on(PreparedStatement statement, String sql) throws SQLException;
    }

    /** What is handed out is JDBC's type and none of the driver's, however it is asked for. */
    @ParameterizedTest
    @MethodSource("made")
    void k62NothingOfTheDriversIsHandedOut(Made made) throws SQLException {
        try (Connection connection = School.scoped(database).getConnection();
                Connection bare = database.twins().getConnection()) {
            Object drivers = Scopes.call(School.acme(), () -> made.by(bare));
            Scopes.call(
                    School.acme(),
                    () -> {
                        Object ours = made.by(connection);
                        assertThat(ours.getClass()).isNotEqualTo(drivers.getClass());
                        if (ours instanceof Wrapper wrapper) {
                            assertThat(wrapper.isWrapperFor(drivers.getClass())).isFalse();
                            assertThatExceptionOfType(SQLException.class)
                                    .isThrownBy(() -> wrapper.unwrap(drivers.getClass()));
                            assertThat(wrapper.unwrap(Wrapper.class)).isSameAs(ours);
                        }
                        return ours;
                    });
        }
    }

    @Test
    void k62AWaysEndIsNoDriversStatement() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            Scopes.call(
                    School.acme(),
                    () -> {
                        ResultSet elements =
                                first(connection, "select array['a', 'b']")
                                        .getArray(1)
                                        .getResultSet();
                        assertThat(elements.next()).isTrue();
                        assertThat(elements.getString(2)).isEqualTo("a");
                        assertThat((Object) elements.getStatement()).isNull();
                        return elements;
                    });
        }
    }

    @Test
    void k109CopyingByTheDriversOwnMeansIsRefused() throws Exception {
        attacks.areStoppedByTheWall(
                SQLException.class,
                target ->
                        Scopes.call(
                                School.acme(),
                                () ->
                                        target.connection()
                                                .unwrap(PGConnection.class)
                                                .getCopyAPI()
                                                .copyOut(
                                                        "copy pupil to stdout",
                                                        new ByteArrayOutputStream())));
        attacks.areStoppedByTheWall(
                ClassCastException.class,
                target ->
                        new CopyManager((BaseConnection) target.connection())
                                .copyIn(
                                        "copy subject (name) from stdin",
                                        new ByteArrayInputStream(
                                                "Chaos\n".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void k122LargeObjectsAreRefused() throws Exception {
        attacks.areStoppedByTheWall(
                SQLException.class,
                target ->
                        Scopes.call(
                                School.acme(),
                                () ->
                                        target.connection()
                                                .unwrap(PGConnection.class)
                                                .getLargeObjectAPI()));
        attacks.areStoppedByTheWall(
                "0A000",
                target ->
                        inTransaction(
                                target.connection(),
                                connection -> {
                                    PreparedStatement statement =
                                            connection.prepareStatement("select ?::oid");
                                    statement.setBlob(1, new ByteArrayInputStream(new byte[9]));
                                    statement.executeQuery();
                                }));
        attacks.areStoppedByTheWall(
                "0A000",
                target ->
                        inTransaction(
                                target.connection(),
                                connection -> {
                                    ResultSet row = first(connection, "select lo_create(0)");
                                    target.fromHere();
                                    assertThat(row.getBlob(1).length()).isZero();
                                }));
    }

    @Test
    void theFastPathIsTheDriversAlone() throws Exception {
        attacks.areStoppedByTheWall(
                SQLException.class,
                target -> target.connection().unwrap(PGConnection.class).getReplicationAPI());
        attacks.areStoppedByTheWall(
                ClassCastException.class,
                target -> ((BaseConnection) target.connection()).getFastpathAPI());
    }

    private static void inTransaction(Connection connection, Step step) throws SQLException {
        connection.setAutoCommit(false);
        Scopes.call(
                School.acme(),
                () -> {
                    step.on(connection);
                    connection.rollback();
                    return step;
                });
    }

    private static ResultSet first(Connection connection, String sql) throws SQLException {
        ResultSet rows = connection.prepareStatement(sql).executeQuery();
        rows.next();
        return rows;
    }

    private static @Nullable Connection of(ResultSet rows) throws SQLException {
        Statement statement = rows.getStatement();
        return statement == null ? null : statement.getConnection();
    }

    /** A way to a connection. */
    @FunctionalInterface
    interface Path {

        @Nullable Connection from(Connection connection) throws SQLException;
    }

    /** A way to an object of JDBC. */
    @FunctionalInterface
    interface Made {

        Object by(Connection connection) throws SQLException;
    }

    /** Something to do in a transaction. */
    @FunctionalInterface
    private interface Step {

        void on(Connection connection) throws SQLException;
    }
}
