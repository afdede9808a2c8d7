package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Stream;

/** Results that are written through, and arrays, behave as if the toolkit were not there. */
class UpdatableResultIT {

    private static final String ENTRIES = "select tenant_id, id, name from pupil order by name";

    private TestDatabase database;
    private Attacks attacks;

    @BeforeEach
    void open() throws SQLException, IOException {
        database = School.database().withTwins();
        database.asSuperuser("delete from school.mark", "delete from school.page");
        attacks = School.attacks(database);
    }

    @AfterEach
    void close() {
        attacks.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsAreInsertedUpdatedDeletedAndRefreshedInTheScope(boolean autoCommit)
            throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(database).getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        try (Statement statement = updatable(connection);
                                ResultSet rows = statement.executeQuery(ENTRIES)) {
                            rows.next();
                            rows.updateString("name", "acme-changed");
                            rows.updateRow();
                            rows.refreshRow();
                            assertThat(rows.getString("name")).isEqualTo("acme-changed");
                            rows.next();
                            rows.deleteRow();
                            rows.moveToInsertRow();
                            rows.updateObject("tenant_id", School.ACME.value());
                            rows.updateObject("id", UUID.randomUUID());
                            rows.updateString("name", "acme-inserted");
                            rows.insertRow();
                        }
                        assertThat(Sql.list(connection, "select name from pupil"))
                                .hasSize(9)
                                .contains("acme-changed", "acme-inserted")
                                .doesNotContain("acme-1", "acme-2");
                        connection.setAutoCommit(true);
                    }
                    return autoCommit;
                });
        assertThat(Sql.list(School.scoped(database), School.bolt(), "select name from pupil"))
                .hasSize(7)
                .allMatch(name -> name.startsWith("bolt"));
    }

    @Test
    void aRowOfAnotherTenantIsNotInsertedThroughAResult() throws Exception {
        attacks.areStoppedByTheDatabase(
                Sql.REFUSED,
                target -> {
                    Connection connection = target.connection();
                    Scopes.call(
                            School.acme(),
                            () -> {
                                try (Statement statement = updatable(connection);
                                        ResultSet rows = statement.executeQuery(ENTRIES)) {
                                    rows.moveToInsertRow();
                                    rows.updateObject("tenant_id", School.BOLT.value());
                                    rows.updateObject("id", UUID.randomUUID());
                                    rows.updateString("name", "bolt-planted");
                                    rows.insertRow();
                                }
                                return connection;
                            });
                });
    }

    static Stream<Named<OnRow>> changes() {
        return Stream.of(
                Named.of("updateRow", ResultSet::updateRow),
                Named.of("deleteRow", ResultSet::deleteRow),
                Named.of("refreshRow", ResultSet::refreshRow));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void k114ARowIsNotChangedInAnotherScopeThanItWasReadIn(OnRow change) throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    Statement statement = Scopes.call(School.acme(), () -> updatable(connection));
                    ResultSet rows =
                            Scopes.call(
                                    School.acme(),
                                    () -> {
                                        ResultSet found = statement.executeQuery(ENTRIES);
                                        found.next();
                                        found.updateString("name", "acme-changed");
                                        return found;
                                    });
                    target.fromHere();
                    Scopes.call(
                            School.bolt(),
                            () -> {
                                change.on(rows);
                                return rows;
                            });
                });
    }

    @Test
    void anArrayGoesBackAsAParameter() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(database).getConnection();
                            PreparedStatement query =
                                    connection.prepareStatement(
                                            "select count(*) from pupil where name = any (?)");
                            PreparedStatement names =
                                    connection.prepareStatement(
                                            "select array_agg(name) from pupil")) {
                        ResultSet row = names.executeQuery();
                        row.next();
                        Array read = row.getArray(1);
                        assertThat((Object[]) read.getArray()).hasSize(9);
                        assertThat(read.toString()).startsWith("{acme-");
                        assertThat(count(query, read)).isEqualTo(9);
                        Array made =
                                connection.createArrayOf("text", new Object[] {"acme-1", "bolt-1"});
                        assertThat(count(query, made)).isEqualTo(1);
                        made.free();
                    }
                    return 0;
                });
    }

    private static int count(PreparedStatement query, Array names) throws SQLException {
        query.setArray(1, names);
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Statement updatable(Connection connection) throws SQLException {
        return connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
    }

    /** A change of the row that a result stands on. */
    @FunctionalInterface
    interface OnRow {

        void on(ResultSet rows) throws SQLException;
    }
}
