package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Isolation;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/** A sealed scope does whatever a plain one does. */
class SealedIT {

    private static final String PUPILS = "select name from pupil";

    @ParameterizedTest
    @EnumSource
    void isolatesAsThePlainFormDoes(SealForm form) throws SQLException {
        SealedSchool school = SealedSchool.of(form);
        for (Isolation isolation : Isolation.values()) {
            isolation.prove(school.database(), school.app());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLetThroughByTheGate(SealForm form) throws SQLException {
        SealedSchool school = SealedSchool.of(form);

        assertThat(Gate.of(School.WALL.sealedAs(form)).faults(school.database().app())).isEmpty();
        assertThat(Gate.of(School.WALL).faults(school.database().app()))
                .as("a gate that expects plain scopes")
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void goesWithAStatementWithoutParametersToo(SealForm form) throws SQLException {
        DataSource source = SealedSchool.of(form).app();

        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection();
                            Statement statement = connection.createStatement()) {
                        assertThat(Sql.rest(statement.executeQuery(PUPILS))).hasSize(9);
                        statement.addBatch("insert into pupil (name) values ('acme-x')");
                        assertThat(statement.executeBatch()).containsExactly(1);
                        assertThat(
                                        statement.executeUpdate(
                                                "delete from pupil where name = 'acme-x'"))
                                .isEqualTo(1);
                    }
                    return 0;
                });
    }

    /** What a token says is data: quotes, whatever looks like a separator, and other alphabets. */
    @ParameterizedTest
    @EnumSource
    void carriesAnyValue(SealForm form) throws SQLException {
        DataSource source = SealedSchool.of(form).app();
        for (String value : List.of("x'); select '1", "a=b, c=d", "中文 ß", "all all")) {
            Scope scope = School.acme().with(School.CLASSES, value);

            assertThat(Sql.list(source, scope, "select bailiwick_seal.value('bailiwick.classes')"))
                    .containsExactly(value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void outlivesItsTokenInALongTransaction(SealForm form) throws SQLException {
        SealedSchool school = SealedSchool.of(form);
        DataSource source = school.app(school.seal().livingFor(Duration.ofSeconds(2)));

        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        Sql.list(connection, "select pg_sleep(2.2)");
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        assertThat(
                                        Sql.list(
                                                connection,
                                                "select name from pg_sleep(2.2) cross join lateral"
                                                        + " (select name from pupil offset 0) x"))
                                .as("a statement that began in time")
                                .hasSize(9);
                        connection.commit();
                    }
                    return 0;
                });
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAfterASavepointIsRolledBack(SealForm form) throws SQLException {
        DataSource source = SealedSchool.of(form).app();

        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        Savepoint savepoint = connection.setSavepoint();
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.rollback(savepoint);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.rollback();
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                        connection.commit();
                    }
                    return 0;
                });
    }

    /** In a worker the process is another; there the leader's verdict is used, or the slot. */
    @ParameterizedTest
    @EnumSource
    void isVerifiedInAParallelQuery(SealForm form) throws SQLException {
        SealedSchool school = SealedSchool.of(form);
        school.database()
                .asSuperuser(
                        "insert into school.pupil (tenant_id, name) select '%s', 'acme-more' from generate_series(1, 20000)"
                                .formatted(School.ACME),
                        "analyze school.pupil");

        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = school.app().getConnection()) {
                        connection.setAutoCommit(false);
                        for (String setting :
                                List.of(
                                        "parallel_setup_cost = 0",
                                        "parallel_tuple_cost = 0",
                                        "min_parallel_table_scan_size = 0",
                                        "min_parallel_index_scan_size = 0",
                                        "parallel_leader_participation = off",
                                        "enable_bitmapscan = off",
                                        "debug_parallel_query = on")) {
                            Sql.execute(connection, "set local " + setting);
                        }
                        String counted = "select count(*) from pupil";
                        assertThat(Sql.list(connection, "explain (analyze, costs off) " + counted))
                                .anyMatch(line -> line.contains("Workers Launched: 2"));
                        assertThat(Sql.list(connection, counted)).containsExactly("20009");
                        connection.rollback();
                    }
                    return 0;
                });
    }

    @ParameterizedTest
    @EnumSource
    void isTakenUnderTheOldKeyAndTheNewOneUntilTheOldOneIsRemoved(SealForm form)
            throws SQLException {
        SealedSchool school = SealedSchool.of(form);
        SealKey next = SealKey.generate(8);
        Seal first = Seal.of(form, school.key());
        Seal rotating = first.livingFor(Duration.ofSeconds(10));
        DataSource early = school.app(Seal.of(form, next));
        assertThat(Sql.stateOf(() -> Sql.list(early, School.acme(), PUPILS)))
                .as("a key that the database does not have")
                .isEqualTo(Sql.REFUSED);

        school.keys().add(next);
        first.rotate(next); // and what was made of it

        assertThat(school.keys().ids()).containsExactly(7, 8);
        assertThat(Sql.list(school.app(), School.acme(), PUPILS)).hasSize(9);
        assertThat(Sql.list(school.app(rotating), School.acme(), PUPILS)).hasSize(9);

        assertThat(school.keys().remove(7)).isTrue();

        assertThat(school.keys().remove(7)).isFalse();
        assertThat(Sql.stateOf(() -> Sql.list(school.app(), School.acme(), PUPILS)))
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.list(school.app(rotating), School.acme(), PUPILS)).hasSize(9);
    }

    @ParameterizedTest
    @EnumSource
    void costsNoRoundTripButOneForEachTransactionBehindAPooler(SealForm form)
            throws SQLException, IOException {
        SealedSchool school = SealedSchool.of(form);
        try (Wire wire = Wire.to(school.database().app())) {
            for (Seal seal : List.of(school.seal(), school.seal().pooled())) {
                int asked = seal.isPooled() ? 1 : 0;
                DataSource source = ScopedDataSource.sealed(wire.through(), School.WALL, seal);
                try (Connection connection = source.getConnection()) {
                    // the first of a fresh process begins its turns
                    Scopes.call(School.acme(), () -> Sql.list(connection, PUPILS));
                    for (int run = 0; run < 8; run++) {
                        int turns =
                                wire.turnsOf(
                                        () ->
                                                Scopes.call(
                                                        School.acme(),
                                                        () -> Sql.list(connection, PUPILS)));
                        assertThat(turns).as(seal.toString()).isEqualTo(1 + asked);
                    }
                    connection.setAutoCommit(false);
                    int turns =
                            wire.turnsOf(
                                    () ->
                                            Scopes.call(
                                                    School.bolt(),
                                                    () -> {
                                                        assertThat(Sql.list(connection, PUPILS))
                                                                .hasSize(7);
                                                        assertThat(Sql.list(connection, PUPILS))
                                                                .hasSize(7);
                                                        connection.commit();
                                                        return 0;
                                                    }));
                    assertThat(turns).as(seal.toString()).isEqualTo(3 + asked);
                }
            }
        }
    }
}
