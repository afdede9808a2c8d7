package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/**
 * JDBC behaves as if the toolkit were not there, as the first statement of a transaction, as a
 * later one and in autocommit.
 */
class ScopedJdbcIT {

    private static final String INSERT = "insert into pupil (name, email) values (?, ?)";
    private static final String PUPILS = "select name from pupil order by name";

    private ScopedDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = School.scoped(School.database());
    }

    @AfterEach
    void theOtherTenantIsUntouched() throws SQLException {
        assertThat(Sql.list(source, School.bolt(), PUPILS)).hasSize(7);
    }

    /** Where in a transaction the statement under test runs. */
    enum Place {
        AUTOCOMMIT,
        FIRST,
        LATER;

        void run(ScopedDataSource source, Work work) throws SQLException {
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = source.getConnection()) {
                            connection.setAutoCommit(this == AUTOCOMMIT);
                            if (this == LATER) {
                                Sql.execute(connection, "select 1");
                            }
                            work.with(connection);
                            if (this != AUTOCOMMIT && !connection.isClosed()) {
                                connection.commit();
                            }
                        }
                        return this;
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateCountsItsRows(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                        statement.setString(1, "acme-new");
                        statement.setNull(2, Types.VARCHAR);
                        assertThat(statement.executeUpdate()).isEqualTo(1);
                        assertThat(statement.getUpdateCount()).isEqualTo(1);
                        assertThat(statement.getResultSet()).isNull();
                        assertThat(statement.getMoreResults()).isFalse();
                        assertThat(statement.getUpdateCount()).isEqualTo(-1);
                        statement.setString(1, "acme-newer");
                        assertThat(statement.executeLargeUpdate()).isEqualTo(1);
                    }
                    try (Statement statement = connection.createStatement()) {
                        assertThat(statement.executeUpdate("update pupil set name = name"))
                                .isEqualTo(11);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void returnedRowsAreRead(Place place) throws SQLException {
        place.run(
                source,
                connection ->
                        assertThat(
                                        Sql.list(
                                                connection,
                                                INSERT + " returning tenant_id",
                                                "acme-new",
                                                null))
                                .containsExactly(School.ACME.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void generatedKeysAreBrought(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(INSERT, new String[] {"tenant_id"})) {
                        statement.setString(1, "acme-new");
                        statement.setString(2, null);
                        assertThat(statement.executeUpdate()).isEqualTo(1);
                        assertThat(Sql.rest(statement.getGeneratedKeys()))
                                .containsExactly(School.ACME.toString());
                    }
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate(
                                "insert into pupil (name) values ('acme-newer')",
                                Statement.RETURN_GENERATED_KEYS);
                        assertThat(Sql.rest(statement.getGeneratedKeys()))
                                .containsExactly(School.ACME.toString());
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void aBatchIsAllOrNothing(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                        for (String name : List.of("acme-x", "acme-y", "acme-z")) {
                            statement.setString(1, name);
                            statement.setString(2, name);
                            statement.addBatch();
                        }
                        assertThat(statement.executeBatch()).containsExactly(1, 1, 1);
                    }
                });
        place.run(
                source,
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch("insert into pupil (name) values ('acme-u')");
                        statement.addBatch(
                                "insert into pupil (tenant_id, name) values ('%s', 'acme-v')"
                                        .formatted(School.BOLT));
                        assertThatExceptionOfType(BatchUpdateException.class)
                                .isThrownBy(statement::executeBatch);
                        if (place != Place.AUTOCOMMIT) {
                            connection.rollback();
                        }
                    }
                });
        assertThat(Sql.list(source, School.acme(), PUPILS))
                .contains("acme-x", "acme-y", "acme-z")
                .doesNotContain("acme-u", "acme-v");
    }

    @ParameterizedTest
    @EnumSource
    void aCallBringsItsResult(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (CallableStatement call =
                            connection.prepareCall("{? = call bailiwick.tenant()}")) {
                        call.registerOutParameter(1, Types.OTHER);
                        call.execute();
                        assertThat(call.getObject(1)).isEqualTo(School.ACME.value());
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void executeTellsRowsFromCounts(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement query = connection.prepareStatement(PUPILS);
                            PreparedStatement update =
                                    connection.prepareStatement("update pupil set name = name")) {
                        assertThat(query.execute()).isTrue();
                        assertThat(query.getUpdateCount()).isEqualTo(-1);
                        ResultSet result = query.getResultSet();
                        assertThat(result).isNotNull();
                        assertThat(Sql.rest(result)).hasSize(9);
                        assertThat(query.getMoreResults()).isFalse();
                        assertThat(update.execute()).isFalse();
                        assertThat(update.getUpdateCount()).isEqualTo(9);
                        assertThat(update.getResultSet()).isNull();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void aQueryIsNoUpdateAndAnUpdateNoQuery(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement query = connection.prepareStatement("select 1");
                            PreparedStatement update =
                                    connection.prepareStatement("update pupil set name = name")) {
                        assertThat(Sql.stateOf(query::executeUpdate)).isEqualTo("0100E");
                        assertThat(Sql.stateOf(update::executeQuery)).isEqualTo("02000");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void attributesHoldForEveryForm(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(PUPILS)) {
                        statement.setMaxRows(4);
                        statement.setFetchSize(2);
                        statement.setQueryTimeout(5);
                        assertThat(Sql.rest(statement.executeQuery())).hasSize(4);
                        statement.setMaxRows(5);
                        assertThat(Sql.rest(statement.executeQuery())).hasSize(5);
                        assertThat(statement.getMaxRows()).isEqualTo(5);
                        assertThat(statement.getFetchSize()).isEqualTo(2);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void aStatementRunsAgainWithOtherParameters(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "select name from pupil where name = ? or name = ?")) {
                        statement.setString(1, "acme-1");
                        statement.setString(2, "acme-2");
                        assertThat(Sql.rest(statement.executeQuery())).hasSize(2);
                        statement.setString(2, "acme-1");
                        assertThat(Sql.rest(statement.executeQuery())).containsExactly("acme-1");
                        statement.clearParameters();
                        statement.setString(2, "acme-1");
                        assertThat(Sql.stateOf(statement::executeQuery)).isNotEmpty();
                        if (place != Place.AUTOCOMMIT) {
                            connection.rollback();
                        }
                        statement.setString(1, "acme-3");
                        assertThat(Sql.rest(statement.executeQuery())).hasSize(2);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void aStatementIsClosedWhenItIsToldTo(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(PUPILS);
                    statement.closeOnCompletion();
                    try (ResultSet result = statement.executeQuery()) {
                        assertThat(Sql.rest(result)).hasSize(9);
                    }
                    statement.close();
                    assertThat(statement.isClosed()).isTrue();
                    assertThat(Sql.stateOf(statement::executeQuery)).isEqualTo("55000");
                    PreparedStatement other = connection.prepareStatement(PUPILS);
                    assertThat(Sql.stateOf(() -> other.setString(0, "x"))).isEqualTo("22023");
                    assertThat(Sql.stateOf(() -> other.setString(70_000, "x"))).isEqualTo("22023");
                    connection.close();
                    assertThat(other.isClosed()).isTrue();
                    assertThat(connection.isClosed()).isTrue();
                    connection.close();
                });
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsTheDatabasesOwn(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    assertThat(Sql.stateOf(() -> Sql.update(connection, INSERT, "x", "a1")))
                            .isEqualTo("23505");
                    assertThat(Sql.stateOf(() -> Sql.list(connection, "select nonsense")))
                            .isEqualTo(place == Place.AUTOCOMMIT ? "42703" : "25P02");
                    if (place != Place.AUTOCOMMIT) {
                        connection.rollback();
                    }
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aReadOnlyConnectionReads(Place place) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setReadOnly(true);
                        connection.setAutoCommit(place == Place.AUTOCOMMIT);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        assertThat(Sql.stateOf(() -> Sql.update(connection, INSERT, "x", null)))
                                .isEqualTo("25006");
                        if (place != Place.AUTOCOMMIT) {
                            connection.rollback();
                        }
                    }
                    return 0;
                });
    }

    @ParameterizedTest
    @EnumSource
    void theCatalogueIsDescribed(Place place) throws SQLException {
        place.run(
                source,
                connection -> {
                    DatabaseMetaData catalogue = connection.getMetaData();
                    assertThat(catalogue.getDatabaseProductName()).isEqualTo("PostgreSQL");
                    try (ResultSet tables = catalogue.getTables(null, "school", "pupil", null)) {
                        assertThat(tables.next()).isTrue();
                    }
                    try (PreparedStatement statement = connection.prepareStatement(PUPILS)) {
                        assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("name");
                        assertThat(statement.getParameterMetaData().getParameterCount()).isZero();
                    }
                    assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select name from pupil;",
                "select name from pupil -- and a comment",
                "/* a comment */ select name from pupil",
                "select name from pupil where name <> ';?' and name <> '--'"
            })
    void anyTextTakesTheContextInFront(String sql) throws SQLException {
        for (Place place : Place.values()) {
            place.run(
                    source,
                    connection -> {
                        assertThat(Sql.list(connection, sql)).hasSize(9);
                        try (Statement statement = connection.createStatement()) {
                            assertThat(Sql.rest(statement.executeQuery(sql))).hasSize(9);
                        }
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "commit", "START transaction", "rollback", "savepoint s"})
    void aTransactionIsNotControlledByTextInAutocommit(String sql) throws SQLException {
        Place.AUTOCOMMIT.run(
                source,
                connection ->
                        assertThat(Sql.stateOf(() -> Sql.execute(connection, sql)))
                                .isEqualTo("25001"));
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work {

        void with(Connection connection) throws SQLException;
    }
}
