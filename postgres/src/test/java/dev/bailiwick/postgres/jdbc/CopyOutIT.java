package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Copying out is done in a scope, like everything else; copying in is PostgreSQL's to refuse. */
class CopyOutIT {

    private static final String COPY = "copy pupil (name) to stdout";

    private static TestDatabase database;
    private static Attacks attacks;

    @BeforeAll
    static void open() throws SQLException, IOException {
        database = School.database().withTwins();
        attacks = School.attacks(database);
    }

    @AfterAll
    static void close() {
        attacks.close();
    }

    @Test
    void k108ACopyBringsOwnRowsOnly() throws Exception {
        for (String sql :
                List.of(
                        COPY,
                        "COPY (select name from pupil) TO STDOUT",
                        " copy (select p.name from pupil p join pupil q on q.id = p.id) to"
                                + " stdout")) {
            attacks.findOwnRowsOnly(
                    target -> {
                        Connection connection = target.connection();
                        return Scopes.call(School.acme(), () -> copied(connection, sql));
                    });
        }
    }

    @Test
    void k20ACopyOutsideAScopeIsRefused() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, target -> copied(target.connection(), COPY));
    }

    @Test
    void aCopyInAnotherScopesTransactionIsRefused() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    Scopes.call(
                            School.acme(),
                            () -> {
                                Sql.list(connection, "select 1");
                                target.fromHere();
                                Scopes.call(School.bolt(), () -> copied(connection, COPY));
                                return connection;
                            });
                });
    }

    @Test
    void worksInEveryPlaceOfATransaction() throws Exception {
        try (Connection connection = School.scoped(database).getConnection()) {
            assertThat(Scopes.call(School.bolt(), () -> copied(connection, COPY))).hasSize(7);
            connection.setAutoCommit(false);
            Scopes.call(
                    School.acme(),
                    () -> {
                        assertThat(copied(connection, COPY)).hasSize(9);
                        Sql.update(connection, "update pupil set name = name");
                        assertThat(copied(connection, COPY)).hasSize(9);
                        connection.rollback();
                        return connection;
                    });
        }
    }

    @Test
    void countsItsRows() throws Exception {
        try (Connection connection = School.scoped(database).getConnection()) {
            long rows =
                    Scopes.call(
                            School.acme(),
                            () ->
                                    connection
                                            .unwrap(CopyOut.class)
                                            .copy(COPY, OutputStream.nullOutputStream()));

            assertThat(rows).isEqualTo(9);
        }
    }

    @Test
    void k109CopyingInIsRefusedAndTheConnectionGoesOn() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            Scopes.call(
                    School.acme(),
                    () -> {
                        assertThat(state(connection, "copy pupil (name) from stdin"))
                                .isEqualTo("0A000");
                        assertThat(state(connection, "delete from pupil")).isEqualTo("42601");
                        assertThat(state(connection, "copy nonsense to stdout")).isEqualTo("42P01");
                        assertThat(Sql.list(connection, "select name from pupil")).hasSize(9);
                        return connection;
                    });
        }
    }

    /** What to do instead: one statement with an array for each column. */
    @Test
    void k109ManyRowsGoInAsArrays() throws SQLException {
        Object[] names = {"acme-x", "acme-y"};
        Object[] days = {"2012-02-29", "2013-03-01"};
        TestDatabase own = School.database();
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(own).getConnection()) {
                        // snippet arrays
                        PreparedStatement insert =
                                connection.prepareStatement(
                                        "insert into pupil (name, born)"
                                                + " select * from unnest(?::text[], ?::date[])");
                        insert.setArray(1, connection.createArrayOf("text", names));
                        insert.setArray(2, connection.createArrayOf("date", days));
                        int added = insert.executeUpdate();
                        // end
                        assertThat(added).isEqualTo(2);
                        insert.close();
                    }
                    return own;
                });
    }

    /** Part of the copy is on its way still, and nobody can say which answer would be next. */
    @Test
    void k67AStreamThatFailsTakesTheConnectionWithIt() throws SQLException {
        try (Connection connection = School.scoped(database).getConnection()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () ->
                                                    connection
                                                            .unwrap(CopyOut.class)
                                                            .copy(COPY, new Full())));
            assertThat(connection.isClosed()).isTrue();
        }
    }

    private static String state(Connection connection, String sql) {
        return Sql.stateOf(
                () -> {
                    try {
                        copied(connection, sql);
                    } catch (IOException failure) {
                        throw new SQLException(failure);
                    }
                });
    }

    /** By the driver's own means where nothing stands before it. */
    private static List<String> copied(Connection connection, String sql)
            throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (connection.isWrapperFor(PGConnection.class)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
        } else {
            connection.unwrap(CopyOut.class).copy(sql, out);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** A disk that is. */
    private static final class Full extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            throw new IOException("full");
        }
    }
}
