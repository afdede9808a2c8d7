package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** No change fails for the size of its record, and nobody fills or forges the record. */
class AuditBoundsIT {

    private static final String FIRST = "P" + "0".repeat(22) + "1";

    private static final String REFUSED =
            "select bailiwick_authority.log_refused('%s', array(select 'r' || n from"
                    + " generate_series(1, %d) n), array_fill(9223372036854775807, array[%d]))";

    private TestDatabase database;
    private ScopedDataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
    }

    private List<String> recorded(String columns, String where) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select %s from bailiwick_authority.audit where %s order by at, id"
                            .formatted(columns, where));
        }
    }

    /** So many permissions of 24 letters, all of which the owner has and Dan holds beside roles. */
    private void dansPermissions(int number) throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.permission select 'P' || lpad(n::text, 23, '0'), false from generate_series(1, %d) n"
                        .formatted(number),
                "insert into bailiwick_authority.role_permission select 'owner', name from"
                        + " bailiwick_authority.permission where name like 'P0%'",
                "update bailiwick_authority.membership set roles = '{admin,viewer}', custom = array(select name from bailiwick_authority.permission where name like 'P0%%') where principal_id = '%s'"
                        .formatted(DAN));
    }

    private List<String> takenFromDan(String roles, String permissions) throws SQLException {
        return Sql.list(
                scoped,
                League.in(ACME, ANN),
                "select bailiwick_authority.change_member(?, '{}', ?::text[], '{}', %s)"
                        .formatted(permissions),
                DAN.text(),
                roles);
    }

    @Test
    void whoHoldsVeryMuchIsTakenFromAndDemoted() throws SQLException {
        dansPermissions(170);

        assertThat(takenFromDan("{}", "'{" + FIRST + "}'")).containsExactly("done");
        assertThat(takenFromDan("{admin}", "'{}'")).containsExactly("done");

        assertThat(recorded("details", "what = 'member.changed'"))
                .as("the difference")
                .containsExactly(
                        "{\"roles\": {\"given\": [], \"taken\": []}, \"custom\": {\"given\": [],"
                                + " \"taken\": [\""
                                + FIRST
                                + "\"]}}",
                        "{\"roles\": {\"given\": [], \"taken\": [\"admin\"]}, \"custom\":"
                                + " {\"given\": [], \"taken\": []}}");
    }

    @Test
    void whoHoldsMoreThanARecordTakesIsTakenFromAndExpelled() throws SQLException {
        dansPermissions(1000);
        String all = "array(select name from bailiwick_authority.permission where name like 'P0%')";

        assertThat(takenFromDan("{}", all)).containsExactly("done");
        database.asSuperuser(
                "update bailiwick_authority.membership set custom = %s where principal_id = '%s'"
                        .formatted(all, DAN));
        assertThat(
                        Sql.list(
                                scoped,
                                League.in(ACME, ANN),
                                "select bailiwick_authority.end_membership(?)",
                                DAN.text()))
                .containsExactly("done");

        assertThat(
                        recorded(
                                "concat_ws(' ', what, details ->> 'short', (details ->>"
                                        + " 'cut')::integer > 27000)",
                                "what like 'member.%'"))
                .as("how much it was")
                .containsExactly(
                        "member.changed {\"roles\": {\"given\": 0, \"taken\": 0}, \"custom\":"
                                + " {\"given\": 0, \"taken\": 1000}} t",
                        "member.ended {\"roles\": 2, \"custom\": 1000} t");
    }

    @Test
    void whatAnApplicationLogsIsCutAndNeverFails() throws SQLException {
        String entry =
                "select bailiwick_authority.log('%s', 'changed', '%s', repeat('o', 300), %s)";
        database.asOwner(
                entry.formatted(
                        ACME,
                        "text",
                        "jsonb_build_object('address', repeat('ä', 9000), 'level', 2)"),
                entry.formatted(
                        ACME,
                        "keys",
                        "(select jsonb_object_agg('key' || n, n) from generate_series(1, 5000)"
                                + " n)"),
                entry.formatted(
                        ACME, "list", "(select jsonb_agg(n) from generate_series(1, 5000) n)"),
                entry.formatted(ACME, "none", "null"));

        assertThat(
                        recorded(
                                "concat_ws(' ', what, length(object), length(details #>>"
                                    + " '{short,address}'), details #>> '{short,level}', details"
                                    + " ->> 'cut')",
                                "what in ('text', 'keys', 'list', 'none')"))
                .containsExactly(
                        "text 200 200 2 18027", "keys 200 82786", "list 200 28893", "none 200");
    }

    @Test
    void nobodyForgesACrossing() throws SQLException {
        for (String crossing :
                List.of(
                        "'share.accepted', '" + BOLT + "'",
                        "null, '" + BOLT + "'",
                        "'several', null",
                        "'several', '00000009-0000-0000-0000-000000000009'")) {
            assertThat(crossed(DAN, crossing)).as(crossing).isEqualTo("22023");
        }

        assertThat(recorded("what", "kind = 'crossed'")).isEmpty();
    }

    @Test
    void theSameCrossingWithinAMinuteIsOneEntry() throws SQLException {
        for (int i = 0; i < 3; i++) {
            assertThat(crossed(DAN, "'several', '" + BOLT + "'")).isEmpty();
        }
        assertThat(crossed(DAN, "'several.named', '" + BOLT + "'")).isEmpty();
        assertThat(crossed(CAT, "'several', '" + BOLT + "'")).isEmpty();
        assertThat(crossed(CAT, "'several', ''")).isEmpty();

        assertThat(recorded("concat_ws(' ', principal_id, what, object)", "kind = 'crossed'"))
                .containsExactly(
                        DAN + " several " + BOLT,
                        DAN + " several.named " + BOLT,
                        CAT + " several " + BOLT,
                        CAT + " several ");
        database.asSuperuser(
                League.WITHOUT_TRIGGERS,
                "update bailiwick_authority.audit set at = at - interval '61 seconds' where kind ="
                        + " 'crossed'");
        assertThat(crossed(DAN, "'several', '" + BOLT + "'")).isEmpty();
        assertThat(recorded("what", "kind = 'crossed'")).hasSize(5);
    }

    /** Of eleven tenants there are two thousand sets. */
    @Test
    void nobodyFillsTheRecordWithSetsOfTenants() throws SQLException {
        database.asSuperuser(
                "insert into club select ('0000000c-0000-0000-0000-0000000000' || n)::uuid, 'Club '"
                        + " || n from generate_series(10, 20) n",
                "insert into bailiwick_authority.tenant (tenant_id) select id from club on conflict"
                        + " do nothing");
        String sets =
                "select bailiwick_authority.log_several('several', array(select"
                    + " '0000000c-0000-0000-0000-0000000000' || (10 + bit) from generate_series(0,"
                    + " 10) bit where (n >> bit) & 1 = 1)) from generate_series(3, %d) n where"
                    + " bit_count(n::bit(11)) > 1";

        Sql.execute(scoped, League.in(ACME, DAN), sets.formatted(2047));
        Sql.execute(scoped, League.in(ACME, CAT), sets.formatted(3));

        assertThat(recorded("what", "kind = 'crossed' and principal_id = '" + DAN + "'"))
                .hasSize(1000);
        assertThat(recorded("what", "kind = 'crossed' and principal_id = '" + CAT + "'"))
                .as("which leaves others their room")
                .hasSize(1);
    }

    private String crossed(PrincipalId who, String crossing) {
        return Sql.stateOf(
                () ->
                        Sql.execute(
                                scoped,
                                League.in(ACME, who),
                                "select bailiwick_authority.log_crossed(" + crossing + ")"));
    }

    @Test
    void nobodyFillsTheRecordWithRefusals() throws SQLException {
        Instant minute = Instant.now().minus(Duration.ofMinutes(10));
        for (int i = 0; i < 3; i++) {
            refused(DAN, minute, 600);
        }
        refused(EVE, minute, 2);
        refused(DAN, minute.minusSeconds(120), 3);

        try (Connection connection = database.as("postgres").getConnection()) {
            assertThat(
                            Sql.list(
                                    connection,
                                    "select concat_ws(' ', principal_id, count(*), max(count)) from"
                                            + " bailiwick_authority.audit where kind = 'refused'"
                                            + " group by principal_id, at order by at, 1"))
                    .containsExactly(
                            DAN + " 3 1000000000", DAN + " 1000 1000000000", EVE + " 2 1000000000");
        }
    }

    @Test
    void norInSeveralTransactionsAtOnce() throws Exception {
        Instant minute = Instant.now().minus(Duration.ofMinutes(10));
        List<Callable<String>> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(() -> Sql.stateOf(() -> refused(DAN, minute, 400)));
        }
        for (int isolation :
                List.of(
                        Connection.TRANSACTION_REPEATABLE_READ,
                        Connection.TRANSACTION_SERIALIZABLE)) {
            clients.add(() -> onASnapshot(isolation, minute));
        }
        AtOnce.all(clients);

        assertThat(recorded("id", "kind = 'refused'"))
                .as("the places of one principal in one minute")
                .hasSize(1000);
    }

    private String onASnapshot(int isolation, Instant minute) {
        return Sql.stateOf(
                () ->
                        League.as(
                                DAN,
                                () -> {
                                    try (Connection old = scoped.getConnection()) {
                                        old.setTransactionIsolation(isolation);
                                        old.setAutoCommit(false);
                                        Sql.list(old, "select 1");
                                        Sql.list(old, REFUSED.formatted(minute, 400, 400));
                                        old.commit();
                                        return 0;
                                    }
                                }));
    }

    private void refused(PrincipalId who, Instant minute, int rules) throws SQLException {
        Sql.execute(scoped, League.in(ACME, who), REFUSED.formatted(minute, rules, rules));
    }

    @Test
    void anEntryStaysAsItIsAlsoForTheOwnerAndMaintenance() throws SQLException {
        for (String change :
                List.of(
                        "update bailiwick_authority.audit set what = 'nothing'",
                        "truncate bailiwick_authority.audit",
                        "update bailiwick_authority.maintenance_audit set reason = 'none'",
                        "truncate bailiwick_authority.maintenance_audit")) {
            assertThat(Sql.stateOf(() -> database.asOwner(change)))
                    .as(change)
                    .isEqualTo(Sql.REFUSED);
            assertThat(
                            Sql.stateOf(
                                    () -> {
                                        try (Connection maintenance =
                                                database.as("league_maint").getConnection()) {
                                            Sql.execute(maintenance, change);
                                        }
                                    }))
                    .as("by maintenance: %s", change)
                    .isEqualTo(Sql.REFUSED);
        }
        assertThat(recorded("what", "true")).containsOnly("tenant.founded");
    }

    @Test
    void aRefusalIsAlwaysSomebodys() throws SQLException {
        Sql.execute(
                scoped,
                Scope.Tenant.of(ACME),
                "select bailiwick_authority.log_refused(now(), '{rank}', '{1}')");

        assertThat(recorded("what", "kind = 'refused'")).isEmpty();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        database.asSuperuser(
                                                "insert into bailiwick_authority.audit (tenant_id,"
                                                        + " kind, what) values ('%s', 'refused', 'x')"
                                                                .formatted(ACME))))
                .isEqualTo("23514");
    }
}
