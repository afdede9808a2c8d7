package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Attacks on the setting that carries the tenant. "Bare" is the driver without the toolkit. */
class SettingAttackIT {

    private static final String PUPILS = "select name from pupil";

    private static TestDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = School.database();
    }

    @Test
    void k20NoScopeShowsNothingEvenIfTheRefusalIsEvaded() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            assertThat(Sql.list(bare, PUPILS)).isEmpty();
        }
        try (Connection connection = School.scoped(database).getConnection()) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Sql.list(connection, PUPILS))
                    .withMessageContaining(PUPILS)
                    .withMessageContaining("Scopes.call(");
        }
    }

    @Test
    void k21NoScopeWritesNothingEvenIfTheRefusalIsEvaded() throws SQLException {
        String insert = "insert into pupil (tenant_id, name) values (?, 'forged')";
        try (Connection bare = database.app().getConnection()) {
            assertThat(Sql.stateOf(() -> Sql.update(bare, insert, School.ACME.value())))
                    .isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void k22AnEmptySettingIsNoTenantLikeAMissingOne() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            bare.setAutoCommit(false);
            Sql.list(
                    bare, "select set_config('bailiwick.tenant', ?, true)", School.ACME.toString());
            assertThat(Sql.list(bare, PUPILS)).hasSize(9);
            bare.commit();

            assertThat(Sql.list(bare, "select current_setting('bailiwick.tenant', true)"))
                    .containsExactly("");
            assertThat(Sql.list(bare, PUPILS)).isEmpty();
        }
    }

    @Test
    void k23AnEmptySettingIsNotCastToAUuid() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            Sql.execute(bare, "set bailiwick.tenant = ''");

            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.list(
                                                    bare,
                                                    "select"
                                                        + " current_setting('bailiwick.tenant')::uuid")))
                    .as("the form that fails")
                    .isEqualTo("22P02");
            assertThat(Sql.list(bare, "select bailiwick.tenant()")).containsOnlyNulls();
            assertThat(Sql.list(bare, PUPILS)).isEmpty();
        }
    }

    @Test
    void k24AMissingSettingIsNotAnError() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.list(
                                                    bare,
                                                    "select current_setting('bailiwick.tenant')")))
                    .as("the form that fails")
                    .isEqualTo("42704");
            assertThat(Sql.list(bare, "select bailiwick.tenant()")).containsOnlyNulls();
        }
    }

    @Test
    void k31ASettingForgedInTheUrlIsOverriddenInEveryScope() throws SQLException {
        PGSimpleDataSource forged = database.app();
        forged.setOptions("-c bailiwick.tenant=" + School.BOLT + " -c bailiwick.classes=all");
        ScopedDataSource source = ScopedDataSource.of(forged, School.WALL);

        try (Connection bare = forged.getConnection()) {
            assertThat(Sql.list(bare, PUPILS)).as("control").hasSize(7);
        }
        assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
        assertThat(Sql.list(source, new Scope.Global(), PUPILS)).isEmpty();
        assertThat(Sql.list(source, Scope.Tenant.of(School.BOLT), "select title from lesson"))
                .as("the dimension is blank, not inherited")
                .isEmpty();
    }

    @Test
    void k36ASettingIsNotBoundBySet() throws SQLException {
        try (Connection bare = database.app().getConnection();
                PreparedStatement statement =
                        bare.prepareStatement("set local bailiwick.tenant = ?")) {
            statement.setString(1, School.ACME.toString());

            assertThat(Sql.stateOf(statement::execute)).isEqualTo("42601");
        }
    }

    @Test
    void aValueIsDataAndNotSql() throws SQLException {
        String injected = "x') , set_config('bailiwick.tenant', '" + School.BOLT + "', true";
        Scope scope = School.acme().with(School.CLASSES, injected);

        Scopes.call(
                scope,
                () -> {
                    try (Connection connection = School.scoped(database).getConnection();
                            Statement text = connection.createStatement()) {
                        assertThat(Sql.rest(text.executeQuery(PUPILS))).hasSize(9);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(9);
                    }
                    return 0;
                });
    }
}
