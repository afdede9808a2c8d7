package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A reader of the audit who goes on from where the last reading ended. */
class SettledIT {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private TestDatabase database;
    private AuditExport export;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        ScopedDataSource scoped = League.scoped(database);
        export = new AuditExport(scoped);
    }

    private static String entry(Instant at, String what) {
        return "insert into bailiwick_authority.audit (tenant_id, at, kind, what) values ('%s', '%s', 'changed', '%s')"
                .formatted(ACME, at, what);
    }

    private Instant hoursAgo(int hours) {
        return now.minus(Duration.ofHours(hours));
    }

    /** Everything from there up to what is settled, which is the end. */
    private Instant read(Instant from, List<String> into) throws Exception {
        return League.as(
                ANN,
                () -> {
                    Instant until = export.settled();
                    export.read(from, until, entry -> into.add(entry.what()));
                    return until;
                });
    }

    @Test
    void missesNothingOfASlowTransactionAndReadsNothingTwice() throws Exception {
        List<String> read = new ArrayList<>();
        Instant end;
        try (Connection slow = database.as("postgres").getConnection()) {
            slow.setAutoCommit(false);
            Sql.execute(slow, "set local search_path = league");
            Sql.execute(slow, entry(hoursAgo(4), "slow"));
            database.asSuperuser(entry(hoursAgo(5), "before"), entry(hoursAgo(3), "quick"));

            end = read(hoursAgo(9), read);
            assertThat(read).as("while it is open").containsExactly("before");
            end = read(end, read);
            assertThat(read).hasSize(1);
            slow.commit();
        }

        end = read(end, read);

        assertThat(read).containsExactly("before", "slow", "quick");
        assertThat(end).isAfter(now.minus(Duration.ofMinutes(63)));
        read(end, read);
        assertThat(read).hasSize(3);
    }

    @Test
    void aTransactionThatIsRolledBackHoldsUpNothing() throws Exception {
        try (Connection slow = database.as("postgres").getConnection()) {
            slow.setAutoCommit(false);
            Sql.execute(slow, entry(hoursAgo(4), "slow"));
            assertThat(League.as(ANN, export::settled)).isBefore(hoursAgo(4));
            slow.rollback();
        }

        assertThat(League.as(ANN, export::settled)).isAfter(hoursAgo(2));
    }

    @Test
    void everyoneWhoMakesAnEntryIsWaitedFor() throws Exception {
        ScopedDataSource scoped = League.scoped(database);
        for (String writing :
                List.of(
                        "change_member('%s', '{member}', '{}', '{}', '{}')".formatted(DAN),
                        "log_refused(now() - interval '40 minutes', '{rank}', '{1}')",
                        "log_crossed('several', '%s')".formatted(League.BOLT))) {
            League.as(
                    BEN,
                    () -> {
                        try (Connection open = scoped.getConnection()) {
                            open.setAutoCommit(false);
                            Sql.list(open, "select bailiwick_authority." + writing);
                            assertThat(unsettled()).as(writing).isOne();
                            open.rollback();
                        }
                        return 0;
                    });
            assertThat(unsettled()).as(writing).isZero();
        }
    }

    private long unsettled() throws SQLException {
        return League.number(
                database,
                "select count(*) from pg_locks where locktype = 'advisory' and classid::bigint"
                    + " between 1650551148 and 1650551148 + 1048575 and database = (select oid from"
                    + " pg_database where datname = current_database())");
    }

    /** By any SQL of the app role, on a connection that goes back to the pool. */
    @Test
    void locksThatOthersKeepHoldUpNoEntryAndNotTheEnd() throws Exception {
        try (Connection hostile = database.app().getConnection()) {
            Sql.list(
                    hostile,
                    "select pg_advisory_lock(1650551148, floor(extract(epoch from now()) /"
                            + " 60)::integer + n) from generate_series(0, 3) n");
            Sql.list(hostile, "select pg_advisory_lock_shared(1650551148, 0)");

            League.as(BEN, () -> new Members(League.scoped(database), League.MODEL).suspend(DAN));

            assertThat(League.as(ANN, export::settled)).isAfter(hoursAgo(2));
        }
    }

    /** The one that a transaction would take is held already. */
    @Test
    void whoFindsItsLockTakenTakesAnother() throws Exception {
        try (Connection slow = database.as("postgres").getConnection();
                Connection hostile = database.app().getConnection()) {
            slow.setAutoCommit(false);
            Sql.execute(slow, "set local search_path = league");
            String own =
                    Sql.list(
                                    slow,
                                    "select 1650551148 + (hashtext(pg_current_xact_id()::text) &"
                                            + " 1048575)")
                            .getFirst();
            Sql.list(
                    hostile,
                    "select pg_advisory_lock(%s, floor(%d / 60)::integer)"
                            .formatted(own, hoursAgo(4).getEpochSecond()));

            Sql.execute(slow, entry(hoursAgo(4), "slow"));
            Sql.execute(slow, entry(hoursAgo(4), "slow too"));

            assertThat(unsettled()).as("the hostile one, and one for both entries").isEqualTo(2);
            Sql.list(hostile, "select pg_advisory_unlock_all()");
            assertThat(League.as(ANN, export::settled)).isBefore(hoursAgo(4));
            slow.commit();
            assertThat(League.as(ANN, export::settled)).isAfter(hoursAgo(4));
        }
    }

    @Test
    void itIsAnHourAgoWhenNobodyWrites() throws Exception {
        Instant before = Instant.now();

        Instant settled = League.as(ANN, export::settled);

        assertThat(settled)
                .isBetween(
                        before.minus(Duration.ofMinutes(62)),
                        Instant.now().minus(Duration.ofMinutes(60)));
    }

    @Test
    void isToldToWhoMayReadAndNotOnAnOlderSnapshot() throws Exception {
        for (PrincipalId other : List.of(BEN, CAT)) {
            assertThat(Sql.stateOf(() -> League.as(other, export::settled))).isEqualTo(Sql.REFUSED);
        }
        League.as(
                ANN,
                () -> {
                    try (Connection old = League.scoped(database).getConnection()) {
                        old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                        old.setAutoCommit(false);
                        assertThat(
                                        Sql.stateOf(
                                                () ->
                                                        Sql.list(
                                                                old,
                                                                "select"
                                                                    + " bailiwick_authority.audit_settled()")))
                                .isEqualTo("25000");
                        old.rollback();
                    }
                    return 0;
                });
    }
}
