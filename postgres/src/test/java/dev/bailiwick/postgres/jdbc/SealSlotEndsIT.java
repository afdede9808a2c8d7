package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/**
 * Every way in which a transaction can end without its turn having been kept: what was minted for
 * it must not be good once more, and the connection must go on.
 */
class SealSlotEndsIT {

    private static final String PUPILS = "select name from pupil";

    /** Fails when it is committed: names are unique by then. */
    private static final String TWICE = "insert into pupil (name) values ('bolt-1')";

    private static final String UNIQUE = "23505";

    private static SealedSchool school;

    @BeforeAll
    static void open() throws SQLException {
        school = SealedSchool.of(SealForm.SLOT);
        school.database()
                .asOwner(
                        "alter table school.pupil add unique (tenant_id, name) deferrable initially"
                                + " deferred");
    }

    static List<Named<Ending>> endings() {
        return List.of(
                Named.of(
                        "a commit that fails in autocommit",
                        connection -> fails(() -> Sql.update(connection, TWICE))),
                Named.of(
                        "a commit of a text that fails in autocommit",
                        connection -> fails(() -> Sql.execute(connection, TWICE))),
                Named.of(
                        "a commit of a batch that fails in autocommit",
                        connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch(TWICE);
                                fails(statement::executeBatch);
                            }
                        }),
                Named.of(
                        "a batch that rolls itself back in autocommit",
                        connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch("update pupil set name = name");
                                statement.addBatch("rollback");
                                statement.executeBatch();
                            }
                        }),
                Named.of(
                        "a text that rolls itself back in autocommit",
                        connection -> Sql.execute(connection, "select 1; rollback")),
                Named.of(
                        "a commit that fails",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.update(connection, TWICE);
                            fails(connection::commit);
                        }),
                Named.of(
                        "a commit as text that fails",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.update(connection, TWICE);
                            fails(() -> Sql.execute(connection, "commit"));
                        }),
                Named.of(
                        "a commit that fails when autocommit is switched on",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.update(connection, TWICE);
                            fails(() -> connection.setAutoCommit(true));
                        }),
                Named.of(
                        "a commit of what was rolled back to a savepoint, by autocommit",
                        connection -> {
                            connection.setAutoCommit(false);
                            Savepoint savepoint = connection.setSavepoint();
                            Sql.list(connection, PUPILS);
                            connection.rollback(savepoint);
                            connection.setAutoCommit(true);
                        }),
                Named.of(
                        "a commit of a failed transaction",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.stateOf(() -> Sql.list(connection, "select 1 / 0 from pupil"));
                            Sql.stateOf(connection::commit);
                        }),
                Named.of(
                        "a connection that is given back in the middle",
                        connection -> {
                            connection.setAutoCommit(false);
                            Sql.list(connection, PUPILS);
                        }));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void whatWasMintedBeforeIsRefusedAfterwards(Ending ending) throws SQLException {
        try (HikariDataSource pool = school.single(true)) {
            ScopedDataSource source = ScopedDataSource.sealed(pool, School.WALL, school.seal());
            String process = process(source);
            String captured =
                    Scopes.call(
                            School.bolt(),
                            () -> {
                                try (Connection connection = source.getConnection()) {
                                    String token = school.token(connection, School.bolt());
                                    ending.of(connection);
                                    return token;
                                }
                            });

            assertThat(SealedSchool.replayed(source, captured)).isEqualTo(Sql.REFUSED);
            assertThat(Sql.list(source, School.bolt(), PUPILS)).as("the pool goes on").hasSize(7);
            assertThat(process(source)).as("on the same connection").isEqualTo(process);
        }
    }

    /** The control: where nothing makes up for it, a failed commit gives a token a second life. */
    @Test
    void aFailedCommitUndoesTheTurnAsWell() throws SQLException {
        try (Connection bare = school.bare()) {
            String captured = school.token(bare, School.bolt());
            school.enter(bare, school.token(bare, School.bolt()));
            Sql.update(bare, TWICE);
            fails(bare::commit);

            school.enter(bare, captured);
            assertThat(Sql.list(bare, PUPILS)).hasSize(7);
        }
    }

    /** The turns of a fresh process begin outside of the caller's first transaction. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstTransactionOfAProcessMayBeRolledBack(boolean autoCommit) throws SQLException {
        try (HikariDataSource pool = school.single(autoCommit)) {
            ScopedDataSource source = ScopedDataSource.sealed(pool, School.WALL, school.seal());
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = source.getConnection()) {
                            connection.setAutoCommit(false);
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                            connection.rollback();
                            assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                            connection.rollback();
                        }
                        return 0;
                    });
        }
    }

    /** SQL of the app role can spoil a connection, and nobody gets that one afterwards. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionWhoseSlotWasResetIsThrownAway(boolean autoCommit) throws SQLException {
        try (HikariDataSource pool = school.single(autoCommit)) {
            ScopedDataSource source = ScopedDataSource.sealed(pool, School.WALL, school.seal());
            String process = read(source, "select pg_backend_pid()::text").getFirst();
            read(source, "reset all");

            assertThat(read(source, PUPILS)).hasSize(9);
            assertThat(read(source, "select pg_backend_pid()::text")).doesNotContain(process);
        }
    }

    /** What the first statement of a transaction brings, which is committed. */
    private static List<String> read(ScopedDataSource source, String sql) throws SQLException {
        return Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection();
                            Statement statement = connection.createStatement()) {
                        List<String> rows =
                                statement.execute(sql)
                                        ? Sql.rest(statement.getResultSet())
                                        : List.of();
                        if (!connection.getAutoCommit()) {
                            connection.commit();
                        }
                        return rows;
                    }
                });
    }

    private static String process(ScopedDataSource source) throws SQLException {
        return Sql.list(source, School.acme(), "select pg_backend_pid()::text").getFirst();
    }

    private static void fails(Sql.Work work) {
        assertThat(Sql.stateOf(work)).isEqualTo(UNIQUE);
    }

    /** Ends what a connection began. */
    @FunctionalInterface
    interface Ending {

        void of(Connection connection) throws SQLException;
    }
}
