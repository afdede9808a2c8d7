package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

import javax.sql.DataSource;

/** Captured tokens on their own connection, which the slot's turns refuse for ever. */
class SealSlotAttackIT {

    private static final String PUPILS = "select name from pupil";

    private static SealedSchool school;

    private HikariDataSource pool;
    private DataSource source;

    @BeforeAll
    static void open() throws SQLException {
        school = SealedSchool.of(SealForm.SLOT);
    }

    @BeforeEach
    void connect() {
        pool = school.single(true);
        source = ScopedDataSource.sealed(pool, School.WALL, school.seal());
    }

    @AfterEach
    void disconnect() {
        pool.close();
    }

    @Test
    void aTokenThatWasUsedIsRefused() throws SQLException {
        try (Connection bare = school.bare()) {
            String captured = school.token(bare, School.bolt());
            school.enter(bare, captured);
            assertThat(Sql.list(bare, PUPILS)).as("control").hasSize(7);
            bare.commit();

            assertThat(Sql.stateOf(() -> school.enter(bare, captured))).isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void aTokenThatALaterOneOvertookIsRefusedAlsoInTheSameTransaction() throws SQLException {
        try (Connection bare = school.bare()) {
            String captured = school.token(bare, School.bolt());
            school.enter(bare, school.token(bare, School.acme()));

            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.list(
                                                    bare,
                                                    "select name from (select"
                                                            + " bailiwick_seal.enter(?)) x, pupil",
                                                    captured)))
                    .isEqualTo(Sql.REFUSED);
        }
    }

    /** A scope without a tenant has a token too; it must not begin the turns anew. */
    @Test
    void aTokenOfNoTenantDoesNotBeginTheTurns() throws SQLException {
        try (Connection bare = school.bare()) {
            String ofNobody = school.token(bare, new Scope.Global());
            String captured = school.token(bare, School.bolt());
            school.enter(bare, school.token(bare, School.bolt()));
            bare.commit();
            Sql.execute(bare, "reset all");
            bare.commit();

            assertThat(Sql.stateOf(() -> school.enter(bare, ofNobody))).isEqualTo(Sql.REFUSED);
            bare.rollback();
            assertThat(Sql.stateOf(() -> school.enter(bare, captured))).isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void aTokenThatARollbackToASavepointUndidIsRefusedAfterTheCommit() throws SQLException {
        String captured =
                Scopes.call(
                        School.bolt(),
                        () -> {
                            try (Connection connection = source.getConnection()) {
                                connection.setAutoCommit(false);
                                Savepoint savepoint = connection.setSavepoint();
                                String token = school.token(connection, School.bolt());
                                connection.rollback(savepoint);
                                connection.commit();
                                return token;
                            }
                        });

        assertThat(SealedSchool.replayed(source, captured)).isEqualTo(Sql.REFUSED);
    }

    /** What a rollback undoes, the turn as well, is made up for before anybody else comes. */
    @Test
    void aTokenOfATransactionThatWasRolledBackIsRefused() throws SQLException {
        String captured =
                Scopes.call(
                        School.bolt(),
                        () -> {
                            try (Connection connection = source.getConnection()) {
                                connection.setAutoCommit(false);
                                String token = school.token(connection, School.bolt());
                                connection.rollback();
                                return token;
                            }
                        });

        assertThat(SealedSchool.replayed(source, captured)).isEqualTo(Sql.REFUSED);
    }

    /** The control of the two: on a connection without the toolkit nothing makes up for it. */
    @Test
    void aRollbackUndoesTheTurnAsWell() throws SQLException {
        try (Connection bare = school.bare()) {
            String captured = school.token(bare, School.bolt());
            school.enter(bare, school.token(bare, School.acme()));
            bare.rollback();

            school.enter(bare, captured);
            assertThat(Sql.list(bare, PUPILS)).hasSize(7);
        }
    }

    @Test
    void aTokenOfAStatementThatFailedIsRefused() throws SQLException {
        String captured =
                Scopes.call(
                        School.bolt(),
                        () -> {
                            try (Connection connection = source.getConnection()) {
                                String token = school.token(connection, School.bolt());
                                assertThat(
                                                Sql.stateOf(
                                                        () ->
                                                                Sql.list(
                                                                        connection,
                                                                        "select 1 / 0 from pupil")))
                                        .isEqualTo("22012");
                                return token;
                            }
                        });

        assertThat(SealedSchool.replayed(source, captured)).isEqualTo(Sql.REFUSED);
    }

    @Test
    void aConnectionWhoseSlotWasResetTakesNoScope() throws SQLException {
        for (String reset : List.of("reset all", "discard all")) {
            try (Connection bare = school.bare()) {
                bare.setAutoCommit(true);
                String captured = school.token(bare, School.bolt());
                Sql.execute(bare, reset);

                assertThat(Sql.stateOf(() -> school.enter(bare, captured)))
                        .as(reset)
                        .isEqualTo(Sql.REFUSED);
                assertThat(Sql.list(bare, PUPILS)).isEmpty();
            }
        }
    }

    @Test
    void nobodyButTheVerifierSetsTheSlot() throws SQLException {
        try (Connection bare = school.bare()) {
            bare.setAutoCommit(true);
            for (String attempt :
                    List.of(
                            "set backtrace_functions = 'x'",
                            "select set_config('backtrace_functions', 'x', true)",
                            "select set_config('BACKTRACE_FUNCTIONS', 'x', false)",
                            "reset backtrace_functions")) {
                assertThat(Sql.stateOf(() -> Sql.execute(bare, attempt)))
                        .as(attempt)
                        .isEqualTo(Sql.REFUSED);
            }
        }
    }
}
