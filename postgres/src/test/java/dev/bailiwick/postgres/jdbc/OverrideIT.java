package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** One query in another scope, in the middle of a transaction of the outer one. */
class OverrideIT {

    private static final String PUPILS = "select name from pupil";

    private static TestDatabase database;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException {
        database = Schools.database();
        source =
                Schools.scoped(database)
                        .or(ScopedDataSource.maintenance(database.as("school_maint"), _ -> {}));
    }

    @Test
    void sA6AQueryInAnotherScopeLeavesTheOneAroundAndItsTransactionAsTheyAre() throws SQLException {
        overriding(School.bolt(), 7);
        overriding(Schools.acmeAndBolt(), 16);
        overriding(new Scope.Global(), 0);
    }

    @Test
    void sA7SoDoesAQueryAcrossTenantsUnderItsOwnName() throws SQLException {
        overriding(new Scope.Maintenance("count all pupils", Duration.ofSeconds(30)), 17);
    }

    private static void overriding(Scope other, int rows) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection outer = source.getConnection()) {
                        outer.setAutoCommit(false);
                        String backend = backend(outer);
                        Sql.update(outer, "update pupil set name = 'acme-0' where name = 'acme-1'");

                        List<String> seen = Sql.list(source, other, PUPILS);

                        assertThat(seen).hasSize(rows).doesNotContain("acme-0");
                        assertThat(Scopes.require()).isEqualTo(School.acme());
                        assertThat(Sql.list(outer, PUPILS)).hasSize(9).contains("acme-0");
                        assertThat(backend(outer)).isEqualTo(backend);
                        outer.rollback();
                    }
                    return 0;
                });
    }

    @Test
    void theOuterTransactionIsNotUsedInTheInnerScope() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection outer = source.getConnection()) {
                        outer.setAutoCommit(false);
                        Sql.list(outer, PUPILS);
                        assertThatExceptionOfType(ScopeMismatchException.class)
                                .isThrownBy(
                                        () ->
                                                Scopes.call(
                                                        School.bolt(),
                                                        () -> Sql.list(outer, PUPILS)));
                        outer.rollback();
                    }
                    return 0;
                });
    }

    @Test
    void theEpochIsToldWhereTheWallUsesItAndIsPartOfTheScope() throws SQLException {
        ScopedDataSource telling = ScopedDataSource.of(database.app(), Schools.WALL.withEpoch());
        ScopedDataSource silent = ScopedDataSource.of(database.app(), Schools.WALL);
        String epoch = "select current_setting('bailiwick.epoch', true)";
        Scope.Tenant seven = School.acme().at(new Epoch(7));

        assertThat(Sql.list(telling, seven, epoch)).containsExactly("7");
        assertThat(Sql.list(telling, School.acme(), epoch)).containsExactly("");
        assertThat(Sql.list(telling, new Scope.Global(), epoch)).containsExactly("");
        assertThat(
                        Sql.list(
                                silent,
                                seven,
                                "select coalesce(current_setting('bailiwick.epoch', true),"
                                        + " 'unset')"))
                .containsExactly("unset");
        assertThat(Sql.list(telling, seven, PUPILS)).hasSize(9);
        Scopes.call(
                seven,
                () -> {
                    try (Connection connection = telling.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.list(connection, PUPILS);
                        assertThatExceptionOfType(ScopeMismatchException.class)
                                .isThrownBy(
                                        () ->
                                                Scopes.call(
                                                        School.acme().at(new Epoch(8)),
                                                        () -> Sql.list(connection, PUPILS)))
                                .withMessageContaining("at epoch 7")
                                .withMessageContaining("at epoch 8");
                        connection.rollback();
                    }
                    return 0;
                });
    }

    private static String backend(Connection connection) throws SQLException {
        return Sql.list(connection, "select pg_backend_pid()").getFirst();
    }
}
