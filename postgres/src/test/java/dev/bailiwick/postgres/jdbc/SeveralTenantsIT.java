package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.DimensionRequiredException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Scopes over several tenants: all of them are read, and the named one alone is written. */
class SeveralTenantsIT {

    private static final String PUPILS = "select name from pupil";

    private static TestDatabase database;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException {
        database = Schools.database().withTwins();
        source = Schools.scoped(database);
    }

    @Test
    void sB4TheRowsOfAllTenantsInScopeAreReadAndNoOthers() throws SQLException {
        assertThat(Sql.list(source, Schools.acmeAndBolt(), PUPILS))
                .hasSize(16)
                .allMatch(name -> name.startsWith("acme") || name.startsWith("bolt"));
        assertThat(Sql.list(source, Scope.Tenants.of(Schools.CORE), PUPILS))
                .containsExactly("core-1");
        try (Connection twin = database.twins().getConnection()) {
            assertThat(Sql.list(twin, PUPILS)).as("what there is").hasSize(17);
        }
    }

    @Test
    void aScopeOverSeveralTenantsIsToldOfOnceBeforeItBegins() throws SQLException {
        List<Scope> told = new ArrayList<>();
        ScopedDataSource recording = source.recordingCrossings(told::add);
        Scopes.call(
                Schools.acmeAndBolt(),
                () -> {
                    try (Connection connection = recording.getConnection()) {
                        Sql.list(connection, PUPILS);
                        return Sql.list(connection, PUPILS);
                    }
                });
        Sql.list(recording, School.acme(), PUPILS);

        assertThat(told).containsExactly(Schools.acmeAndBolt());
        ScopedDataSource refusing =
                source.recordingCrossings(
                        scope -> {
                            throw new IllegalStateException("no room");
                        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Sql.list(refusing, Schools.acmeAndBolt(), PUPILS))
                .withMessage("no room");
    }

    @Test
    void sB4NoTenantsAreNoRowsAndTakeNone() throws SQLException {
        Scope none = Scope.Tenants.of(Set.of());

        assertThat(Sql.list(source, none, PUPILS)).isEmpty();
        assertThat(Sql.list(source, none, "select name from subject")).hasSize(2);
        assertThat(Sql.stateOf(() -> insert(none, School.ACME.value()))).isEqualTo(Sql.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into pupil (name) values ('nobody''s')",
                "insert into pupil (tenant_id, name) values"
                        + " ('00000000-0000-7000-8000-00000000000a', 'acme-x')",
                "update pupil set name = name",
                "delete from pupil",
                "select name from pupil for update",
                "merge into pupil using subject on false when not matched then insert (name) values"
                        + " ('merged')"
            })
    void k249WhatWritesWithoutNamingATenantIsAnError(String sql) {
        SQLException refusal =
                catchThrowableOfType(
                        SQLException.class, () -> Sql.execute(source, Schools.acmeAndBolt(), sql));

        assertThat(refusal.getSQLState()).isEqualTo(Sql.REFUSED);
        assertThat(refusal.getMessage())
                .contains("writes to the one that it names", "Scope.Tenants.naming");
    }

    @Test
    void k249TheNamedTenantsRowsAreWritten() throws SQLException {
        Scope named = Schools.acmeAndBolt().naming(School.BOLT);

        assertThat(Sql.update(source, named, "insert into pupil (name) values ('bolt-new')"))
                .isEqualTo(1);
        assertThat(Sql.list(source, School.bolt(), PUPILS)).contains("bolt-new");
        assertThat(
                        Sql.update(
                                source,
                                named,
                                "update pupil set name = name where name in ('acme-1', 'bolt-new',"
                                        + " 'core-1')"))
                .isEqualTo(1);
        assertThat(Sql.update(source, named, "delete from pupil where name like '%-new'"))
                .isEqualTo(1);
        assertThat(Sql.list(source, named, PUPILS)).as("still reads both").hasSize(16);
    }

    @Test
    void k249ARowOfAnotherTenantThanTheNamedOneIsRefused() {
        Scope named = Schools.acmeAndBolt().naming(School.BOLT);

        assertThat(Sql.stateOf(() -> insert(named, School.ACME.value()))).isEqualTo(Sql.REFUSED);
        assertThat(Sql.stateOf(() -> insert(named, Schools.CORE.value()))).isEqualTo(Sql.REFUSED);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                named,
                                                "update pupil set tenant_id = ? where name ="
                                                        + " 'bolt-1'",
                                                School.ACME.value())))
                .isEqualTo(Sql.REFUSED);
    }

    private static void insert(Scope scope, Object tenant) throws SQLException {
        Sql.update(
                source, scope, "insert into pupil (tenant_id, name) values (?, 'forged')", tenant);
    }

    /** Java refuses to make such a scope ({@code NarrowingTest}); here SQL says it by hand. */
    @Test
    void k249ANamedTenantOutsideTheSetIsRefusedByTheDatabase() throws SQLException {
        String tell =
                "select set_config('bailiwick.tenants', ?, true), set_config('bailiwick.tenant', ?,"
                        + " true)";
        String insert = "insert into school.pupil (name) values ('forged')";
        try (Connection bare = database.as(Schools.ROLE).getConnection()) {
            bare.setAutoCommit(false);
            Sql.list(bare, tell, School.ACME.toString(), School.ACME.toString());
            assertThat(Sql.update(bare, insert)).as("a member of the set").isEqualTo(1);
            bare.rollback();

            Sql.list(bare, tell, School.ACME.toString(), School.BOLT.toString());
            assertThat(Sql.stateOf(() -> Sql.update(bare, insert))).isEqualTo(Sql.REFUSED);
            bare.rollback();
        }
    }

    @Test
    void aChainedTableIsReadAndNotWritten() throws SQLException {
        Scope named = Schools.acmeAndBolt().naming(School.ACME);

        assertThat(Sql.list(source, named, "select title from page"))
                .hasSize(16)
                .noneMatch(title -> title.startsWith("core") || title.startsWith("nobody"));
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                named,
                                                "insert into page (pupil_id, title) select id, 'x'"
                                                        + " from pupil where name = 'acme-1'")))
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.stateOf(() -> Sql.update(source, named, "delete from page")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void identityRowsOfAllTenantsAndOfThePrincipalAreReadAndNotWritten() throws SQLException {
        Scope.Tenants both = Schools.acmeAndBolt();
        Scope boltAsAnn = Scope.Tenants.of(School.BOLT).as(School.ANN);

        assertThat(Sql.list(source, both, "select name from person"))
                .containsExactlyInAnyOrder("Ann", "Ben");
        assertThat(Sql.list(source, boltAsAnn, "select name from person"))
                .containsExactlyInAnyOrder("Ann", "Ben");
        assertThat(Sql.list(source, Scope.Tenants.of(School.BOLT), "select name from person"))
                .containsExactly("Ben");
        assertThat(Sql.list(source, both, "select name from organisation"))
                .containsExactlyInAnyOrder("Acme", "Bolt");
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                both.as(School.ANN).naming(School.ACME),
                                                "update person set name = 'Eve'")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void globalTablesAreReadAndInternalOnesAreNobodys() throws SQLException {
        Scope named = Schools.acmeAndBolt().naming(School.ACME);

        assertThat(Sql.list(source, named, "select name from subject")).hasSize(2);
        assertThat(Sql.stateOf(() -> Sql.update(source, named, "delete from subject")))
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.stateOf(() -> Sql.list(source, named, "select payload from queue")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void sA1NarrowedTablesAreNarrowedInAllTenants() throws SQLException {
        String classes = School.ACME_CLASS + "," + School.BOLT_CLASS;
        String lessons = "select title from lesson";
        Scope.Tenants both = Schools.acmeAndBolt();

        assertThat(Sql.list(source, both.with(School.CLASSES, classes), lessons))
                .containsExactlyInAnyOrder("acme-art", "bolt-art");
        assertThat(Sql.list(source, both.with(School.CLASSES, "all"), lessons)).hasSize(4);
        assertThat(Sql.list(source, both, lessons)).isEmpty();
    }

    @Test
    void whatIsAppendOnlyStaysSo() throws SQLException {
        Scope named = Schools.acmeAndBolt().naming(School.ACME);

        assertThat(Sql.list(source, named, "select title from entry")).hasSize(2);
        assertThat(Sql.stateOf(() -> Sql.update(source, named, "delete from entry")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void eachPoolServesItsOwnScopes() {
        ScopedDataSource app = ScopedDataSource.of(database.app(), Schools.WALL);
        ScopedDataSource several =
                ScopedDataSource.several(database.as(Schools.ROLE), Schools.WALL);

        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Sql.list(app, Schools.acmeAndBolt(), PUPILS))
                .withMessageContaining("2 tenants")
                .withMessageContaining("ScopedDataSource.several");
        for (Scope scope :
                List.of(School.acme(), new Scope.Global(), new Scope.Identity(School.ANN))) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Sql.list(several, scope, PUPILS))
                    .withMessageContaining("several tenants alone");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.several(database.app(), School.WALL))
                .withMessageContaining("Roles.withSeveral");
    }

    @Test
    void aConnectionServesTheScopesOfThePoolThatItCameFrom() throws SQLException {
        String user = "select current_user::text";
        assertThat(Sql.list(source, School.acme(), user)).containsExactly("school_app");
        assertThat(Sql.list(source, Schools.acmeAndBolt(), user)).containsExactly(Schools.ROLE);
        try (Connection early = source.getConnection()) {
            assertThat(Scopes.call(School.acme(), () -> Sql.list(early, user)))
                    .containsExactly("school_app");
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(
                            () -> Scopes.call(Schools.acmeAndBolt(), () -> Sql.list(early, user)))
                    .withMessageContaining("take the connection inside the scope");
        }
    }

    @Test
    void aTransactionBelongsToOneNamingOnly() throws SQLException {
        Scope.Tenants both = Schools.acmeAndBolt();
        Scopes.call(
                both,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        assertThat(Sql.list(connection, PUPILS)).hasSize(16);
                        assertThatExceptionOfType(ScopeMismatchException.class)
                                .isThrownBy(
                                        () ->
                                                Scopes.call(
                                                        both.naming(School.ACME),
                                                        () -> Sql.list(connection, PUPILS)));
                        connection.rollback();
                    }
                    return 0;
                });
    }

    @Test
    void sA5AMissingDimensionIsAnErrorThatNamesIt() {
        Dimension<String> areas = Dimension.of("areas", text -> text);
        Wall wall =
                Wall.of(
                        "school",
                        Schools.WALL.roles(),
                        Table.tenant("lesson").narrowedBy(areas, "class_id").select());
        ScopedDataSource strict =
                ScopedDataSource.of(database.app(), wall)
                        .or(ScopedDataSource.several(database.as(Schools.ROLE), wall));
        for (Scope scope : List.of(Scope.Tenant.of(School.ACME), Schools.acmeAndBolt())) {
            assertThatExceptionOfType(DimensionRequiredException.class)
                    .isThrownBy(() -> Sql.list(strict, scope, "select 1"))
                    .withMessageContaining("does not say what it sees of areas")
                    .withMessageContaining(scope.described());
        }
        assertThat(Sql.stateOf(() -> Sql.list(strict, new Scope.Global(), "select 1"))).isEmpty();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.list(
                                                strict,
                                                Scope.Tenant.of(School.ACME).with(areas, ""),
                                                "select 1")))
                .isEmpty();
    }

    @Test
    void theAppRolesPartOfTheWallIsTheSameWithAndWithoutTheRole() {
        for (Table table : School.WALL.tables()) {
            String without = WallSql.table(School.WALL, table);
            assertThat(
                            WallSql.table(Schools.WALL, table)
                                    .replaceAll(
                                            "(?s)create policy bailiwick_several[^;]*;\\n"
                                                    + "|grant [^;]* to school_several;\\n",
                                            ""))
                    .isEqualTo(without);
        }
        assertThat(WallSql.functions(School.WALL)).isEqualTo(WallSql.functions());
        assertThat(WallSql.functions(Schools.WALL)).startsWith(WallSql.functions());
    }

    /** Without it the proofs above turn red, so they prove something. */
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter policy bailiwick_several_select on school.pupil using (true) | 17
                    alter policy bailiwick_several_select on school.pupil using (tenant_id = (select bailiwick.tenant())) | 0
                    drop policy bailiwick_several_select on school.pupil | 0
                    alter table school.pupil disable row level security | 17
                    """)
    void aHoleIsSeenInTheRows(String hole, int rows) throws SQLException {
        TestDatabase broken = Schools.database();
        broken.asSuperuser(hole);

        assertThat(Sql.list(Schools.scoped(broken), Schools.acmeAndBolt(), PUPILS)).hasSize(rows);
        assertThat(Gate.of(Schools.WALL).faults(broken.app())).isNotEmpty();
    }
}
