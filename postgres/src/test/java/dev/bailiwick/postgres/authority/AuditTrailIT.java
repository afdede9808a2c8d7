package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.AuditFailedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;

import javax.sql.DataSource;

/** Refusals, crossings and maintenance on record, and what is read of it. */
class AuditTrailIT {

    private static final Rule MUTE = Rule.permission(List.of("FINDING_MUTE"));
    private static final Scope.Maintenance SWEEP =
            new Scope.Maintenance("sweep", Duration.ofSeconds(30));

    /** Before anything of the test itself, and within the hour that refusals may be told late. */
    private final Instant minute =
            Instant.now().minus(Duration.ofMinutes(30)).truncatedTo(ChronoUnit.MINUTES);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private AuditTrail trail;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        trail = new AuditTrail(ScopedDataSource.of(database.app(), WALL));
    }

    private List<String> recorded(String columns, String table) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select %s from bailiwick_authority.%s order by at".formatted(columns, table));
        }
    }

    private List<String> refusals() throws SQLException {
        return recorded(
                "concat_ws(' ', tenant_id, principal_id, what, count)",
                "audit where kind = 'refused'");
    }

    private List<String> exported(Scope scope, Instant from, Instant until) throws Exception {
        List<String> lines = new ArrayList<>();
        Scopes.call(
                scope,
                () -> {
                    new AuditExport(scoped)
                            .read(
                                    from,
                                    until,
                                    entry ->
                                            lines.add(
                                                    "%s %s %s"
                                                            .formatted(
                                                                    entry.principal(),
                                                                    entry.what(),
                                                                    entry.count())));
                    return 0;
                });
        return lines;
    }

    @Test
    void refusalsAreKeptInTheNameOfWhomTheyWereOf() throws Exception {
        try (RefusalSums sums =
                new RefusalSums(trail, Clock.fixed(Instant.now(), ZoneOffset.UTC))) {
            sums.refused(League.in(ACME, DAN), MUTE);
            sums.refused(League.in(ACME, DAN), MUTE);
            sums.refused(League.in(ACME, EVE), Rule.NOT_MEMBER);
            sums.refused(League.in(new TenantId(new UUID(9, 9)), EVE), Rule.NOT_MEMBER);
            assertThat(refusals()).as("the minute is open").isEmpty();
        }

        assertThat(refusals())
                .containsExactlyInAnyOrder(
                        ACME + " " + DAN + " permission:FINDING_MUTE 2",
                        ACME + " " + EVE + " not-member 1");
    }

    @Test
    void theyStandThoughTheTransactionAtHandIsRolledBackOnTheLastConnection() throws Exception {
        League.as(
                DAN,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.list(connection, "select 1");
                        trail.keep(League.in(ACME, DAN), minute, Map.of(MUTE, 3L));
                        connection.rollback();
                        return 0;
                    }
                });

        assertThat(refusals()).containsExactly(ACME + " " + DAN + " permission:FINDING_MUTE 3");
    }

    @Test
    void refusalsOfSeveralProcessesAreOneLine() throws Exception {
        Map<Rule, Long> some = Map.of(MUTE, 3L, Rule.RANK, 1L);
        trail.keep(League.in(ACME, DAN), minute, some);
        trail.keep(League.in(ACME, EVE), minute, Map.of(MUTE, 5L));
        trail.keep(League.in(ACME, DAN), minute, some);
        trail.keep(League.in(ACME, DAN), minute.minusSeconds(60), some);
        trail.keep(League.in(BOLT, DAN), minute, some);

        assertThat(exported(League.in(ACME, ANN), minute.minusSeconds(60), minute.plusNanos(1_000)))
                .containsExactly(
                        DAN + " permission:FINDING_MUTE 3",
                        DAN + " rank 1",
                        DAN + " permission:FINDING_MUTE 6",
                        EVE + " permission:FINDING_MUTE 5",
                        DAN + " rank 2");
        assertThat(exported(League.in(BOLT, EVE), minute, minute.plusNanos(1_000)))
                .containsExactly(DAN + " permission:FINDING_MUTE 3", DAN + " rank 1");
    }

    @Test
    void allOfManyEntriesAreReadOnceAndInOrder() throws Exception {
        database.asSuperuser(
                "insert into bailiwick_authority.audit (tenant_id, at, principal_id, kind, what,"
                        + " object)"
                        + " select '%s', timestamptz '2020-01-01' + n / 7 * interval '1 second', '%s', 'changed',"
                                .formatted(ACME, ANN)
                        + " 'x' || n % 3, n::text from generate_series(1, 3500) n");
        List<AuditEntry> read = new ArrayList<>();
        League.as(
                ANN,
                () -> {
                    new AuditExport(scoped)
                            .read(Instant.EPOCH, Instant.parse("2021-01-01T00:00:00Z"), read::add);
                    return 0;
                });

        assertThat(read).hasSize(3500);
        assertThat(read.stream().map(AuditEntry::object).distinct()).hasSize(3500);
        assertThat(read).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    @Test
    void whoMayNotReadIsOnRecord() throws Exception {
        try (RefusalSums sums =
                new RefusalSums(trail, Clock.fixed(Instant.now(), ZoneOffset.UTC))) {
            AuditExport export = new AuditExport(scoped, sums);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> League.as(DAN, export::settled));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(
                            () ->
                                    League.as(
                                            DAN,
                                            () -> {
                                                export.read(Instant.EPOCH, Instant.now(), _ -> {});
                                                return 0;
                                            }));
        }

        assertThat(refusals()).containsExactly(ACME + " " + DAN + " forbidden 2");
    }

    @Test
    void linesAreJsonWhateverIsInThem() throws Exception {
        League.as(BEN, () -> new Members(scoped, MODEL).give(DAN, Set.of(MEMBER)));
        database.asSuperuser(
                League.WITHOUT_TRIGGERS,
                "update bailiwick_authority.audit set object = E'a\"b\\\\c\\n"
                        + "d', at = '2020-01-01', id = '00000000-0000-0000-0000-000000000001' where"
                        + " what = 'member.changed'");
        StringBuilder lines = new StringBuilder();
        League.as(
                ANN,
                () -> {
                    new AuditExport(scoped)
                            .write(Instant.EPOCH, Instant.parse("2021-01-01T00:00:00Z"), lines);
                    return 0;
                });

        assertThat(lines.toString())
                .isEqualTo(
                        "{\"at\":\"2020-01-01T00:00:00Z\",\"id\":\"00000000-0000-0000-0000-000000000001\",\"principal\":\"%s\",\"kind\":\"changed\",\"what\":\"member.changed\",\"object\":\"a\\\"b\\\\c\\u000ad\",\"details\":{\"roles\": {\"are\": [\"member\", \"viewer\"], \"were\": [\"viewer\"]}, \"custom\": {\"are\": [], \"were\": []}},\"count\":1}\n"
                                .formatted(BEN));
    }

    @Test
    void itIsReadByWhoMay() {
        assertThatThrownBy(() -> exported(League.in(ACME, BEN), Instant.EPOCH, Instant.now()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("AUDIT_READ");
    }

    @Test
    void aCrossingIsOnRecordInEachTenantAndWithoutARecordThereIsNone() throws SQLException {
        trail.begins(Scope.Tenants.of(ACME, BOLT).as(ANN).naming(ACME));

        assertThat(
                        recorded(
                                "concat_ws(' ', tenant_id, principal_id, what, object)",
                                "audit where kind = 'crossed'"))
                .containsExactly(
                        "%s %s several.named %s".formatted(ACME, ANN, BOLT),
                        "%s %s several %s".formatted(BOLT, ANN, ACME));
        database.asSuperuser("alter table bailiwick_authority.audit rename to moved");
        assertThatExceptionOfType(AuditFailedException.class)
                .isThrownBy(() -> trail.begins(Scope.Tenants.of(ACME, BOLT).as(ANN)));
    }

    @Test
    void whoCannotBeAskedIsNotWaitedForForLong() {
        AuditTrail stuck = new AuditTrail(new Stuck());
        Instant before = Instant.now();

        assertThatExceptionOfType(AuditFailedException.class)
                .isThrownBy(() -> stuck.begins(Scope.Tenants.of(ACME).as(ANN)));
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(50));
    }

    private ScopedDataSource maintenance() {
        return ScopedDataSource.maintenance(
                database.as("league_maint"),
                new MaintenanceTrail(database.as("league_maint"), "host/1"));
    }

    @Test
    void k250MaintenanceIsOnRecordInTheDatabaseBeforeItBegins() throws SQLException {
        ScopedDataSource source = maintenance();
        List<String> during =
                Scopes.call(
                        SWEEP,
                        () -> {
                            Sql.list(source, SWEEP, "select 1");
                            return recorded("event", "maintenance_audit");
                        });

        assertThat(during).contains("begins");
        assertThat(
                        recorded(
                                "concat_ws(' ', event, role, process, reason, failed)",
                                "maintenance_audit"))
                .contains("begins league_maint host/1 sweep", "ends league_maint host/1 sweep f");
        database.asSuperuser("alter table bailiwick_authority.maintenance_audit rename to moved");
        assertThatExceptionOfType(AuditFailedException.class)
                .isThrownBy(() -> Sql.execute(source, SWEEP, "delete from file"))
                .withMessageContaining("not begun");
    }

    @Test
    void whatIsOlderThanItIsKeptIsRemovedAndThatIsOnRecord() throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.audit (tenant_id, at, kind, what) select '%s', now() - interval '31 days', 'changed', 'old' from generate_series(1, 5100)"
                        .formatted(ACME),
                "insert into bailiwick_authority.audit (tenant_id, at, kind, what) values ('%s', now() - interval '29 days', 'changed', 'young')"
                        .formatted(BOLT));

        assertThat(new AuditSweep(maintenance(), Duration.ofDays(30)).run()).isEqualTo(5100);

        assertThat(recorded("what", "audit where what <> 'tenant.founded'"))
                .containsExactly("young");
        assertThat(recorded("reason", "maintenance_audit"))
                .containsExactly(
                        "removes audit entries older than PT720H",
                        "removes audit entries older than PT720H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AuditSweep(maintenance(), Duration.ZERO));
    }

    /** A pool that has no connection left. */
    private static final class Stuck implements DataSource {

        @Override
        public Connection getConnection() throws SQLException {
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            throw new SQLException("none");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            throw new SQLException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
