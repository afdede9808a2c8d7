package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Attack;
import dev.bailiwick.testbed.Attacks;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Attacks by what one statement says, each on the twins first. */
class SqlAttackIT {

    private static final String BOLT = School.BOLT.toString();

    private TestDatabase database;
    private Attacks attacks;

    @BeforeEach
    void open() throws SQLException, IOException {
        database = School.database().withTwins();
        attacks = School.attacks(database);
    }

    @AfterEach
    void close() {
        attacks.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    K103 | with own as (update pupil set name = name returning name) select name from own
                    K104 | update pupil p set name = p.name from pupil o where o.id = p.id returning p.name
                    K134 | select name from pupil union all select name from pupil
                    K134 | select name from pupil p where exists (select from pupil q where q.tenant_id = p.tenant_id)
                    K134 | select (select q.name from pupil q where q.id = p.id) from pupil p
                    K134 | select name from pupil where tenant_id in (select tenant_id from pupil)
                    K134 | select q.name from subject cross join lateral (select name from pupil) q
                    K134 | select first_value(name) over (partition by id) from pupil
                    K134 | select max(name) from pupil group by tenant_id
                    K135 | with recursive r as (select name from pupil union select p.name from pupil p, r) select name from r
                    K116 | select p.name from mark m join pupil p on p.id = m.pupil_id where m.points > 0
                    """)
    void aQueryFindsOwnRowsOnly(String row, String sql) throws Exception {
        assertThat(row).startsWith("K");

        attacks.findOwnRowsOnly(Attack.query(School.acme(), sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select name from pupil where name like 'bolt%'",
                "select name from pupil where tenant_id = '00000000-0000-7000-8000-00000000000b'",
                "update pupil set name = name where name like 'bolt%' returning name",
                "delete from page where title like 'bolt%' returning title",
                "select title from page where title like 'bolt%'"
            })
    void whatIsAfterForeignRowsAloneFindsNothing(String sql) throws Exception {
        attacks.findNothing(Attack.query(School.acme(), sql));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    K73  | insert into pupil (tenant_id, name) values ('00000000-0000-7000-8000-00000000000b', 'bolt-planted')
                    K105 | insert into pupil (tenant_id, name) select '00000000-0000-7000-8000-00000000000b', name from pupil
                    K74  | update pupil set tenant_id = '00000000-0000-7000-8000-00000000000b' where name = 'acme-1'
                    K75  | update pupil set tenant_id = '00000000-0000-7000-8000-00000000000b'
                    K79  | insert into entry (tenant_id, title) values ('00000000-0000-7000-8000-00000000000a', 'x') on conflict (tenant_id, id) do update set title = 'y'
                    K78  | update entry set title = 'x'
                    K78  | delete from entry
                    K80  | insert into subject values ('Chaos')
                    K80  | update subject set name = 'Chaos' where name = 'Art'
                    K107 | truncate entry
                    K111 | lock table subject in access exclusive mode
                    K146 | delete from organisation where name = 'Bolt'
                    K146 | delete from organisation where name = 'Acme'
                    """)
    void theDatabaseRefuses(String row, String sql) throws Exception {
        assertThat(row).startsWith("K");

        attacks.areStoppedByTheDatabase(Sql.REFUSED, inTransaction(sql));
    }

    /** Rolled back, so that the twins serve the next. */
    private static Attack.Act inTransaction(String sql) {
        return target -> {
            Connection connection = target.connection();
            connection.setAutoCommit(false);
            Scopes.call(
                    School.acme(),
                    () -> {
                        try {
                            Sql.execute(connection, sql);
                        } finally {
                            connection.rollback();
                        }
                        return sql;
                    });
        };
    }

    @Test
    void k110FilesAndProgramsAreNotTheApps() {
        for (String sql :
                List.of(
                        "copy pupil to program 'cat'",
                        "copy pupil to '/tmp/pupils'",
                        "select pg_read_file('postgresql.conf')",
                        "select lo_import('/etc/passwd')")) {
            assertThat(Sql.stateOf(() -> Sql.execute(School.scoped(database), School.acme(), sql)))
                    .as(sql)
                    .isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void k127StatisticsAreHidden() throws Exception {
        database.asSuperuser("analyze school.pupil", "analyze bare.pupil");

        attacks.findNothing(
                Attack.query(
                        School.acme(),
                        """
                        select unnest(histogram_bounds::text::text[]) from pg_stats
                        where schemaname = current_schema() and tablename = 'pupil' and attname = 'name'
                        """));
    }

    @Test
    void k100k140AKeyOfAnotherTenantIsNoAnswer() throws Exception {
        database.asSuperuser("create unique index on bare.pupil (email)");
        String sql =
                "insert into pupil (tenant_id, name, email) values ('"
                        + School.ACME
                        + "', 'acme-x', 'b1') on conflict do nothing returning name";

        attacks.findNothing(
                target -> {
                    boolean taken = Sql.list(target.source(), School.acme(), sql).isEmpty();
                    return taken ? List.of("bolt has b1") : List.of();
                });
    }

    @Test
    void k141AnIdOfAnotherTenantIsNoAnswer() throws Exception {
        // not of pupils: theirs must be unique by themselves, since pages refer to them
        database.asSuperuser("create unique index on bare.entry (id)");
        String theirs =
                Sql.list(School.scoped(database), School.bolt(), "select id from entry").getFirst();
        String sql =
                "insert into entry (tenant_id, id, title) values ('%s', '%s', 'acme-x')"
                        .formatted(School.ACME, theirs);

        attacks.findNothing(
                target ->
                        Sql.stateOf(() -> Sql.execute(target.source(), School.acme(), sql))
                                        .isEmpty()
                                ? List.of()
                                : List.of("bolt has " + theirs));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    K148 | 22012 | select name from pupil where 1 / case when name like 'bolt%' then 0 else 1 end > 0
                    K149 | 22P02 | select name from pupil where case when name like 'bolt%' then name else '1' end::int > 0
                    """)
    void anErrorTellsNothingOfForeignRows(String row, String state, String sql) throws Exception {
        assertThat(row).startsWith("K");

        attacks.findNothing(
                target ->
                        Sql.stateOf(() -> Sql.list(target.source(), School.acme(), sql))
                                        .equals(state)
                                ? List.of("bolt is there")
                                : List.of());
    }

    /** Also where it costs so little that the planner would ask it first. */
    @Test
    void k150AFunctionThatTellsItsArgumentIsGivenOwnRowsOnly() throws Exception {
        database.asSuperuser(
                """
                create function bailiwick.peek(value text) returns boolean language plpgsql cost 0.0001
                as $$ begin raise notice '%', value; return true; end $$
                """);

        attacks.findOwnRowsOnly(
                target -> {
                    Connection connection = target.connection();
                    return Scopes.call(
                            School.acme(),
                            () -> {
                                try (Statement statement = connection.createStatement()) {
                                    statement.executeQuery(
                                            "select 1 from pupil where bailiwick.peek(name)");
                                    return told(statement);
                                }
                            });
                });
    }

    private static List<String> told(Statement statement) throws SQLException {
        List<String> told = new ArrayList<>();
        for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
            told.add(String.valueOf(one.getMessage()));
        }
        return told;
    }

    @Test
    void k142AReferenceToARowOfAnotherTenantIsRefused() throws Exception {
        String theirs =
                Sql.list(School.scoped(database), School.bolt(), "select id from pupil").getFirst();
        database.asSuperuser(
                "create unique index on bare.pupil (id)",
                "alter table bare.mark add foreign key (pupil_id) references bare.pupil (id)");

        attacks.areStoppedByTheDatabase(
                "23503",
                Attack.statement(
                        School.acme(),
                        "insert into mark (tenant_id, pupil_id, points) values ('%s', '%s', 1)"
                                .formatted(School.ACME, theirs)));
    }

    @Test
    void k167ADefaultThatIsForgedIsCheckedLikeAnyValue() throws Exception {
        for (String schema : List.of("school", "bare")) {
            database.asSuperuser(
                    "alter table %s.pupil alter tenant_id set default '%s'"
                            .formatted(schema, BOLT));
        }

        attacks.areStoppedByTheDatabase(
                Sql.REFUSED,
                Attack.statement(School.acme(), "insert into pupil (name) values ('bolt-forged')"));
    }

    @Test
    void k170TheAppReadsNoReplicationStream() throws SQLException {
        database.asSuperuser(
                "create publication everything for all tables",
                "select pg_create_logical_replication_slot('k170', 'pgoutput')",
                "update school.pupil set name = name",
                "checkpoint");
        String read =
                "select encode(data, 'escape') from pg_logical_slot_peek_binary_changes('k170',"
                        + " null, null, 'proto_version', '1', 'publication_names', 'everything')";
        try (Connection superuser = database.as("postgres").getConnection()) {
            assertThat(Sql.list(superuser, read))
                    .as("control")
                    .anyMatch(row -> row.contains("bolt-1"));
            for (String sql :
                    List.of(read, "select pg_create_logical_replication_slot('x', 'pgoutput')")) {
                assertThat(Sql.stateOf(() -> Sql.list(School.scoped(database), School.acme(), sql)))
                        .isEqualTo(Sql.REFUSED);
            }
        } finally {
            database.asSuperuser("select pg_drop_replication_slot('k170')");
        }
    }

    /** The setting's name has no case, so nor has what is looked for. */
    @Test
    void k30TheSettingIsOneInAnyCase() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = School.scoped(database).getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.list(
                                connection, "select set_config('BAILIWICK.Tenant', ?, true)", BOLT);
                        assertThat(Sql.list(connection, "select name from pupil"))
                                .as("told again, since the text speaks of set_config")
                                .hasSize(9)
                                .allMatch(name -> name.startsWith("acme"));
                        connection.rollback();
                    }
                    return 0;
                });
        assertThat(Sql.list(School.scoped(database), new Scope.Global(), "select name from pupil"))
                .isEmpty();
    }
}
