package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Attacks by what a statement says; {@code bare} holds the same rows without protection. */
class StatementAttackIT {

    private static final String BOLT = School.BOLT.toString();

    private TestDatabase database;
    private ScopedDataSource source;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = School.database().withTwins();
        source = School.scoped(database);
        connection = source.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void k74k75k76ARowIsNotMovedToAnotherTenant() throws SQLException {
        attack("update %s set tenant_id = '" + BOLT + "'", Sql.REFUSED);
        attack("update %s set tenant_id = '" + BOLT + "' where name = 'acme-1'", Sql.REFUSED);
    }

    @Test
    void k77ThePolicySpellsOutWhatItChecks() throws SQLException {
        try (Connection superuser = database.as("postgres").getConnection()) {
            assertThat(
                            Sql.list(
                                    superuser,
                                    "select polname from pg_policy where polcmd in ('*', 'a', 'w')"
                                            + " and polwithcheck is null"))
                    .isEmpty();
        }
    }

    @Test
    void k78AnAppendOnlyTableRefusesAloudWhatItDoesNotTake() {
        for (String sql :
                List.of(
                        "update entry set title = 'x'",
                        "delete from entry",
                        "insert into entry (id, title) values (uuidv7(), 'x') on conflict"
                                + " (tenant_id, id) do update set title = 'y'",
                        "merge into entry using (values (1)) as v (x) on true when matched then"
                                + " delete")) {
            assertThat(Sql.stateOf(() -> Sql.update(source, School.acme(), sql)))
                    .as(sql)
                    .isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void onlyTheDeclaredColumnsAreUpdated() throws SQLException {
        assertThat(Sql.update(source, School.acme(), "update mark set points = 2")).isEqualTo(9);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                School.acme(),
                                                "update mark set pupil_id = pupil_id")))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void k103DataChangedInACteIsTheOwn() throws SQLException {
        String sql = "with gone as (delete from %s returning name) select name from gone";

        assertThat(Sql.list(source, School.acme(), sql.formatted("bare.pupil"))).hasSize(16);
        assertThat(Sql.stateOf(() -> Sql.list(source, School.bolt(), sql.formatted("pupil"))))
                .as("marks refer to the pupils, so nothing is gone")
                .isEqualTo("23503");
        String pages = "with gone as (delete from page returning title) select title from gone";
        assertThat(Sql.list(source, School.acme(), pages))
                .hasSize(9)
                .allMatch(title -> title.startsWith("acme"));
    }

    @Test
    void k104AJoinReachesNoFurther() throws SQLException {
        String update =
                "update %1$s p set name = p.name from %1$s other where other.name like 'bolt%%' and"
                        + " other.id <> p.id";

        assertThat(Sql.update(source, School.acme(), update.formatted("bare.pupil"))).isPositive();
        assertThat(Sql.update(source, School.acme(), update.formatted("pupil"))).isZero();
    }

    @Test
    void k108CopyOutShowsTheOwnRowsOnly() throws SQLException, IOException {
        try (Connection bare = database.app().getConnection()) {
            Sql.execute(bare, "set bailiwick.tenant = '" + School.ACME + "'");
            CopyManager copy = bare.unwrap(PGConnection.class).getCopyAPI();

            assertThat(copied(copy, "copy bare.pupil (name) to stdout")).hasSize(16);
            assertThat(copied(copy, "copy pupil (name) to stdout")).hasSize(9);
            assertThat(copied(copy, "copy (select name from pupil) to stdout")).hasSize(9);
        }
    }

    @Test
    void k109CopyInIsRefusedByTheDatabase() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            Sql.execute(bare, "set bailiwick.tenant = '" + School.ACME + "'");
            CopyManager copy = bare.unwrap(PGConnection.class).getCopyAPI();

            assertThat(
                            Sql.stateOf(
                                    () -> {
                                        try {
                                            copy.copyIn(
                                                    "copy pupil (tenant_id, name) from stdin",
                                                    new StringReader(BOLT + "\tplanted\n"));
                                        } catch (IOException failure) {
                                            throw new SQLException(failure);
                                        }
                                    }))
                    .isEqualTo("0A000");
        }
    }

    @Test
    void k114k115ACursorIsReadInItsScopeAndNoOther() throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement statement =
                Scopes.call(
                        School.acme(),
                        () -> connection.prepareStatement("select name from pupil order by name"));
        statement.setFetchSize(2);
        Scopes.call(
                School.acme(),
                () -> {
                    ResultSet result = statement.executeQuery();
                    result.next();
                    assertThatExceptionOfType(ScopeMismatchException.class)
                            .isThrownBy(() -> Scopes.call(School.bolt(), result::next));
                    assertThatExceptionOfType(ScopeMismatchException.class)
                            .isThrownBy(
                                    () -> Scopes.call(School.bolt(), () -> result.getString(1)));
                    assertThat(Sql.rest(result)).hasSize(8).allMatch(n -> n.startsWith("acme"));
                    connection.commit();
                    return 0;
                });
        statement.close();
    }

    @Test
    void aResultIsNotReadOutsideItsScope() throws SQLException {
        Statement statement = Scopes.call(School.acme(), () -> connection.createStatement());
        ResultSet result =
                Scopes.call(School.acme(), () -> statement.executeQuery("select name from pupil"));

        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(result::next)
                .withMessageContaining("tenant " + School.ACME);
        result.close();
        statement.close();
    }

    @Test
    void k116APlanThatIsRememberedServesTheNextTenant() throws SQLException {
        for (int run = 0; run < 12; run++) {
            assertThat(prepared(School.acme())).hasSize(9);
        }
        assertThat(prepared(School.bolt())).hasSize(7);
        assertThat(prepared(School.acme())).hasSize(9);
    }

    private List<String> prepared(Scope scope) throws SQLException {
        return Scopes.call(
                scope,
                () -> Sql.list(connection, "select name from pupil where name like ?", "%-%"));
    }

    @Test
    void k142AReferenceIntoAnotherTenantIsImpossible() throws SQLException {
        String bolt = Sql.list(source, School.bolt(), "select id from pupil").getFirst();
        String insert = "insert into mark (pupil_id, points) values (?::uuid, 1)";
        String absent = "insert into mark (pupil_id, points) values (uuidv7(), 1)";

        assertThat(Sql.stateOf(() -> Sql.update(source, School.acme(), insert, bolt)))
                .isEqualTo("23503")
                .as("no other answer than for a row that exists nowhere")
                .isEqualTo(Sql.stateOf(() -> Sql.update(source, School.acme(), absent)));
        assertThat(Sql.update(source, School.bolt(), insert, bolt)).isEqualTo(1);
    }

    /** The statement works on the unprotected twin, and is refused where the wall stands. */
    private void attack(String sql, String state) throws SQLException {
        assertThat(Sql.stateOf(() -> Sql.update(source, School.acme(), sql.formatted("pupil"))))
                .isEqualTo(state);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                source,
                                                School.acme(),
                                                sql.formatted("bare.pupil"))))
                .as("control")
                .isEmpty();
    }

    private static List<String> copied(CopyManager copy, String sql)
            throws SQLException, IOException {
        StringWriter out = new StringWriter();
        copy.copyOut(sql, out);
        return out.toString().lines().toList();
    }
}
