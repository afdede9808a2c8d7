package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * What cannot have its context in front has it ahead: one round trip more at the beginning of a
 * transaction, none later, and two more in autocommit, for a transaction of its own. The pages on
 * pools tell of each.
 */
class AheadRoundTripIT {

    private static Wire wire;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException, IOException {
        wire = Wire.to(School.database().app());
        source = ScopedDataSource.of(wire.through(), School.WALL);
    }

    @AfterAll
    static void close() {
        wire.close();
    }

    static Stream<Named<Work>> works() {
        return Stream.of(
                Named.of(
                        "a batch",
                        connection -> {
                            try (PreparedStatement batch =
                                    connection.prepareStatement("update pupil set name = ?")) {
                                for (int i = 0; i < 2; i++) {
                                    batch.setString(1, "acme-x");
                                    batch.addBatch();
                                }
                                batch.executeBatch();
                            }
                        }),
                Named.of(
                        "generated keys",
                        connection -> {
                            try (PreparedStatement insert =
                                    connection.prepareStatement(
                                            "insert into pupil (name) values ('acme-x')",
                                            new String[] {"id"})) {
                                insert.executeUpdate();
                            }
                        }),
                Named.of(
                        "a copy",
                        connection -> {
                            try {
                                connection
                                        .unwrap(CopyOut.class)
                                        .copy(
                                                "copy pupil to stdout",
                                                OutputStream.nullOutputStream());
                            } catch (IOException impossible) {
                                throw new SQLException(impossible);
                            }
                        }),
                Named.of(
                        "the catalogue",
                        connection ->
                                connection.getMetaData().getTables(null, null, "x", null).close()));
    }

    @ParameterizedTest
    @MethodSource("works")
    void costsWhatThePageOnPoolsSays(Work work) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        work.on(connection);
                        assertThat(wire.turnsOf(() -> work.on(connection)))
                                .as("in autocommit: context, work, commit")
                                .isEqualTo(3);
                        connection.setAutoCommit(false);
                        assertThat(wire.turnsOf(() -> work.on(connection)))
                                .as("first of a transaction: context, work")
                                .isEqualTo(2);
                        assertThat(wire.turnsOf(() -> work.on(connection)))
                                .as("later")
                                .isEqualTo(1);
                        connection.rollback();
                        Sql.list(connection, "select 1");
                        assertThat(wire.turnsOf(() -> work.on(connection)))
                                .as("after a statement that had it in front")
                                .isEqualTo(1);
                        connection.rollback();
                    }
                    return work;
                });
    }

    /** A procedure may have changed settings, so the context is sent anew after each. */
    @Test
    void aCallCostsOneMoreEachTime() throws SQLException {
        Work call =
                connection -> {
                    try (CallableStatement text =
                            connection.prepareCall("{call bailiwick.tenant()}")) {
                        text.execute();
                    }
                };
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        call.on(connection);
                        assertThat(wire.turnsOf(() -> call.on(connection))).isEqualTo(3);
                        connection.setAutoCommit(false);
                        for (int run = 0; run < 3; run++) {
                            assertThat(wire.turnsOf(() -> call.on(connection))).isEqualTo(2);
                        }
                        connection.rollback();
                    }
                    return call;
                });
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work {

        void on(Connection connection) throws SQLException;
    }
}
