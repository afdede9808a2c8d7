package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tenant context of netrun-rbac: set, cleared and read. */
class NetrunTenantContextIT {

    private static final String TENANT = "select bailiwick.tenant()::text";
    private static final String PRINCIPAL = "select bailiwick.principal()::text";

    private static TestDatabase database;
    private static Wire wire;
    private static HikariDataSource pool;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException, IOException {
        database = School.database();
        wire = Wire.to(database.app());
        HikariConfig config = new HikariConfig();
        config.setDataSource(wire.through());
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        source = ScopedDataSource.of(pool, School.WALL);
    }

    @AfterAll
    static void close() {
        pool.close();
        wire.close();
    }

    @Test
    void nT1TenantAndPrincipalTravelTogether() throws SQLException {
        assertThat(Sql.list(source, School.acme(), TENANT)).containsExactly(School.ACME.text());
        assertThat(Sql.list(source, School.acme(), PRINCIPAL)).containsExactly(School.ANN.text());
    }

    /** There, by {@code SET LOCAL} with a parameter, which is a syntax error on the server. */
    @Test
    void nT2TheTenantTravelsAsAParameterAndForOneTransaction() throws SQLException {
        int before = wire.statements().size();

        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            Scopes.call(
                    School.acme(),
                    () -> {
                        assertThat(
                                        Sql.list(
                                                connection,
                                                "select name from pupil where name <> ?",
                                                "x"))
                                .hasSize(9);
                        connection.commit();
                        return 0;
                    });
        }

        List<String> sent = wire.statements().subList(before, wire.statements().size());
        assertThat(sent)
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .contains("set_config('bailiwick.tenant', $1, true)"));
        assertThat(sent).noneMatch(text -> text.contains(School.ACME.text()));
        try (Connection bare = database.app().getConnection()) {
            assertThat(Sql.stateOf(() -> Sql.list(bare, "set local bailiwick.tenant = ?", "x")))
                    .as("as it was done there")
                    .isEqualTo("42601");
        }
    }

    @Test
    void nT2WithoutATenantThereIsAnErrorAndNotEverything() throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Sql.list(connection, "select name from pupil"));
        }
    }

    @Test
    void nT3WhatIsClearedShowsNothing() throws SQLException {
        assertThat(Sql.list(source, School.acme(), "select name from pupil")).hasSize(9);
        assertThat(Sql.list(source, new Scope.Global(), "select name from pupil")).isEmpty();
        try (Connection same = pool.getConnection()) {
            assertThat(Sql.list(same, TENANT)).containsExactly((String) null);
            assertThat(Sql.list(same, "select name from pupil")).isEmpty();
        }
    }

    @Test
    void nT4TheCurrentTenantIsToldAlikeInJavaAndInTheDatabase() throws SQLException {
        for (Scope scope :
                List.of(
                        School.acme(),
                        School.bolt(),
                        new Scope.Identity(School.ANN),
                        new Scope.Global())) {
            assertThat(Sql.list(source, scope, TENANT).getFirst())
                    .isEqualTo(
                            Scopes.call(scope, Scopes::currentTenant)
                                    .map(Object::toString)
                                    .orElse(null));
            assertThat(Sql.list(source, scope, PRINCIPAL).getFirst())
                    .isEqualTo(
                            Scopes.call(scope, Scopes::currentPrincipal)
                                    .map(Object::toString)
                                    .orElse(null));
        }
    }

    /** There, it always fails: "not implemented". */
    @Test
    void nT5AConnectionFromThePoolIsUnderTheScopeOfWhoeverTookIt() throws SQLException {
        assertThat(Sql.list(source, School.acme(), "select name from pupil")).hasSize(9);
        assertThat(Sql.list(source, School.bolt(), "select name from pupil")).hasSize(7);
    }
}
