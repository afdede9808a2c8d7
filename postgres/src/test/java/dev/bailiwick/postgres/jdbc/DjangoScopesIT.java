package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attack;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Target;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Witness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The rules of django-scopes, and what gets through its list of forbidden methods: here the refusal
 * is at the statement, so that there is no list to be forgotten on.
 */
class DjangoScopesIT {

    private static final String FORGED =
            "insert into pupil (tenant_id, name) values ('%s', 'bolt-forged')"
                    .formatted(School.BOLT);

    private static TestDatabase database;
    private static Attacks attacks;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException, IOException {
        database = School.database().withTwins();
        source = ScopedDataSource.of(database.app(), School.WALL);
        attacks =
                Attacks.on(
                        database,
                        Witness.byName(School.acme(), "select name from pupil", "acme", "bolt"),
                        pool -> ScopedDataSource.of(pool, School.WALL));
    }

    @AfterAll
    static void close() {
        attacks.close();
    }

    /** A table of nobody's needs a scope too, the global one by name: nothing is unscoped. */
    @Test
    void sB1TablesWithoutATenantAreTheSameInEveryScope() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, query("select name from subject"));
        for (Scope scope :
                List.of(School.acme(), new Scope.Global(), new Scope.Identity(School.ANN))) {
            assertThat(Sql.list(source, scope, "select name from subject")).hasSize(2);
        }
    }

    /** The forms that the methods of a query set have in SQL. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    all | select * from pupil
                    get | select * from pupil where name = 'acme-1'
                    filter | select * from pupil where name like 'acme%' and email is not null
                    count | select count(*) from pupil
                    first | select * from pupil order by name limit 1
                    latest | select * from pupil order by born desc limit 1
                    aggregate | select max(name) from pupil
                    annotate | select name, length(name) as long from pupil
                    distinct | select distinct email from pupil
                    dates | select distinct date_trunc('day', born) from pupil
                    only | select name from pupil
                    reverse | select * from pupil order by name desc
                    values_list | select name, email from pupil
                    in_bulk | select * from pupil where name in ('acme-1', 'bolt-1')
                    union | select name from pupil union select title from lesson
                    raw | select name from pupil /* raw */
                    select_for_update | select * from pupil for update
                    update | update pupil set email = null where name = 'bolt-1'
                    get_or_create | with found as (select name from pupil) select * from found
                    none | select * from pupil where false
                    """)
    void sB2NothingIsAskedWithoutAScope(String method, String sql) throws Exception {
        attacks.areStoppedByTheWall(ScopeRequiredException.class, statement(sql));
    }

    @Test
    void sB3OwnRowsAreFoundAndOthersAreNot() throws Exception {
        attacks.findOwnRowsOnly(
                Attack.query(
                        School.acme(),
                        "select name from pupil where name in ('acme-1', 'bolt-1')"));
        attacks.findNothing(
                Attack.query(School.acme(), "select name from pupil where name = 'bolt-1'"));
    }

    @Test
    void sB5ADimensionThatNoTableAsksForIsIgnored() throws SQLException {
        Dimension<String> moons = Dimension.of("moons", text -> text);

        assertThat(Sql.list(source, School.acme().with(moons, "x"), "select name from pupil"))
                .hasSize(9);
    }

    /** There, a query made in A may be evaluated in B; here it belongs to A. */
    @Test
    void sB8AStatementOfOneScopeIsRefusedInAnother() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeMismatchException.class,
                target -> {
                    Connection connection = target.connection();
                    PreparedStatement made =
                            Scopes.call(
                                    School.bolt(),
                                    () -> connection.prepareStatement("select name from pupil"));
                    Scopes.call(School.acme(), () -> Sql.rest(made.executeQuery()));
                });
    }

    @Test
    void sB11RowsReachedThroughOthersAreScopedToo() throws Exception {
        attacks.findOwnRowsOnly(
                Attack.query(
                        School.acme(),
                        "select p.name from mark m join pupil p on p.id = m.pupil_id"));
        attacks.findOwnRowsOnly(
                Attack.query(School.acme(), "select title from page where pupil_id is not null"));
    }

    @Test
    void sH1WhetherThereAreRowsIsNotToldWithoutAScope() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, query("select exists (select from pupil)"));
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class,
                query("select exists (select from pupil where name not like 'acme%')"));
    }

    @Test
    void sH2ThePlanIsNotToldWithoutAScope() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, query("explain select * from pupil"));
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, query("explain analyze select * from pupil"));
    }

    @Test
    void sH3FetchingPiecemealIsNoWayAround() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class,
                target -> {
                    Connection connection = target.connection();
                    connection.setAutoCommit(false);
                    try (Statement statement = connection.createStatement()) {
                        statement.setFetchSize(2);
                        ResultSet rows = statement.executeQuery("select name from pupil");
                        assertThat(Sql.rest(rows)).hasSizeGreaterThan(9);
                    }
                    connection.rollback();
                });
    }

    @Test
    void sH4NothingIsAddedWithoutAScopeOneByOneOrInBulk() throws Exception {
        attacks.areStoppedByTheWall(ScopeRequiredException.class, statement(FORGED));
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class,
                target -> {
                    try (Statement statement = target.connection().createStatement()) {
                        statement.addBatch(FORGED);
                        statement.addBatch(FORGED);
                        statement.executeBatch();
                    }
                });
    }

    @Test
    void sH5ASubqueryIsNoWayAround() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class,
                query("select name from subject where exists (select from pupil)"));
        attacks.findNothing(
                Attack.query(
                        new Scope.Global(),
                        "select (select max(p.name) from pupil p) from subject where exists"
                                + " (select from pupil)"));
    }

    @Test
    void sH6AJoinFromATableWithoutATenantIsNoWayAround() throws Exception {
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class,
                query("select p.name from subject s join pupil p on true"));
        attacks.findNothing(
                Attack.query(
                        new Scope.Global(), "select p.name from subject s join pupil p on true"));
        attacks.findOwnRowsOnly(
                Attack.query(School.acme(), "select p.name from subject s join pupil p on true"));
    }

    @Test
    void sH7SavingDeletingAndRefreshingOneRowNeedAScope() throws Exception {
        String one = " where id = '00000000-0000-7000-8000-b00000000001'";
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, statement("update pupil set name = name" + one));
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, statement("delete from entry where title = 'x'"));
        attacks.areStoppedByTheWall(
                ScopeRequiredException.class, query("select name from pupil" + one));
        attacks.findNothing(Attack.query(School.acme(), "select name from pupil" + one));
    }

    @Test
    void sH8ARowOfAnotherTenantIsNotAdded() throws Exception {
        attacks.areStoppedByTheDatabase(Sql.REFUSED, Attack.statement(School.acme(), FORGED));
    }

    @Test
    void sH9RawSqlSeesOwnRowsOnly() throws Exception {
        attacks.findOwnRowsOnly(Attack.query(School.acme(), "select name from pupil -- raw"));
        attacks.findOwnRowsOnly(
                target ->
                        Scopes.call(
                                School.acme(),
                                () -> {
                                    try (Statement statement =
                                            target.connection().createStatement()) {
                                        statement.execute("select name from pupil");
                                        return Sql.rest(statement.getResultSet());
                                    }
                                }));
    }

    /** Uniqueness is of the tenant, so that nobody's own check can be right and yet fail. */
    @Test
    void sC4AnotherTenantsValueDoesNotCollide() throws SQLException {
        String add = "insert into pupil (name, email) values ('acme-b1', 'b1')";

        assertThat(Sql.list(source, School.bolt(), "select email from pupil")).contains("b1");
        assertThat(Sql.update(source, School.acme(), add)).isEqualTo(1);
        assertThat(Sql.update(source, School.acme(), "delete from pupil where name = 'acme-b1'"))
                .isEqualTo(1);
    }

    private static Attack.Act query(String sql) {
        return target -> Sql.list(target.connection(), sql);
    }

    private static Attack.Act statement(String sql) {
        return (Target target) -> Sql.execute(target.connection(), sql);
    }
}
