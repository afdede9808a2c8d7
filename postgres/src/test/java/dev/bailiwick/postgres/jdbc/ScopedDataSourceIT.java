package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** What a caller of the scoped data source sees of it: nothing but the own rows. */
class ScopedDataSourceIT {

    private static TestDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = School.database();
    }

    @Test
    void readsOwnRowsInAutocommitHoweverOftenTheStatementRuns() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            for (int run = 0; run < 12; run++) {
                assertThat(Scopes.call(School.acme(), () -> pupils(connection))).hasSize(9);
                assertThat(Scopes.call(School.bolt(), () -> pupils(connection))).hasSize(7);
            }
        }
    }

    /** A parameter of unknown type has the statement described, which made the driver split it. */
    @Test
    void readsOwnRowsInAutocommitWhenTheDriverSplitsTheFlush() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            for (int run = 0; run < 12; run++) {
                assertThat(Scopes.call(School.acme(), () -> pupilsNotBornAt(connection)))
                        .hasSize(9);
            }
        }
    }

    private static List<String> pupils(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select name from pupil where name <> ?")) {
            statement.setString(1, "nobody");
            return strings(statement);
        }
    }

    private static List<String> pupilsNotBornAt(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select name from pupil where born is distinct from ?")) {
            statement.setTimestamp(1, new Timestamp(0));
            return strings(statement);
        }
    }

    private static List<String> strings(PreparedStatement statement) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                strings.add(result.getString(1));
            }
        }
        return strings;
    }
}
