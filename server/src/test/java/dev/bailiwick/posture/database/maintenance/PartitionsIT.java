package dev.bailiwick.posture.database.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

final class PartitionsIT {

    private final TestServer server = TestServer.shared();

    @Test
    void threeMonthsLieAheadAfterTheStart() throws SQLException {
        assertThat(server.bean(Partitions.class).ahead()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aMonthThatIsMissingIsMadeWhileTheServerRuns() throws SQLException {
        // the first run of a server comes with its start, and would make it again
        Eventually.holds(this::monthsWereMade);
        Eventually.get(this::dropsTheLastMonth, dropped -> dropped);
        assertThat(server.bean(Partitions.class).ahead()).isLessThan(Partitions.AHEAD);

        server.keepHouse("finding-months");

        assertThat(server.bean(Partitions.class).ahead()).isGreaterThanOrEqualTo(Partitions.AHEAD);
    }

    @Test
    void makesAMonthOnceWithTheBoundsOfItsIdsAndDropsItWhenItIsOver() {
        LocalDate month = LocalDate.of(2021, 5, 1);

        assertThat(call("make_finding_month", month)).isTrue();
        assertThat(call("make_finding_month", month)).isFalse();
        assertThat(bounds("finding_2021_05"))
                .isEqualTo(
                        "FOR VALUES FROM ('01792539-9000-0000-0000-000000000000') TO"
                                + " ('0179c4de-b400-0000-0000-000000000000')");
        assertThat(call("drop_finding_month", month)).isTrue();
        assertThat(call("drop_finding_month", month)).isFalse();
    }

    @Test
    void aMonthBeginsWithItsFirstMillisecond() {
        String moment =
                server.sql()
                        .sql(
                                """
                                select uuid_extract_timestamp('01792539-9000-7000-8000-000000000000') at time zone 'UTC'
                                """)
                        .query(String.class)
                        .single();

        assertThat(moment).isEqualTo("2021-05-01 00:00:00");
    }

    @Test
    void refusesWhatIsNoMonthAndWhatMustNotGo() {
        YearMonth current = YearMonth.now(ZoneOffset.UTC);

        assertRefused("make_finding_month", current.atDay(2), "first of a month");
        assertRefused("make_finding_month", current.plusMonths(20).atDay(1), "more than a year");
        assertRefused("drop_finding_month", current.atDay(1), "has not ended");
    }

    @Test
    void onlyMaintenanceMayMakeAndDropMonths() {
        JdbcClient app = JdbcClient.create(server.app());

        for (String function : List.of("make_finding_month", "drop_finding_month")) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(
                            () ->
                                    app.sql("select posture." + function + "(date '2021-06-01')")
                                            .query()
                                            .singleValue())
                    .withStackTraceContaining("permission denied");
        }
    }

    @Test
    void aFindingWhoseMonthWasNotMadeIsRefused() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(
                        () ->
                                server.sql()
                                        .sql(
                                                """
                                                insert into posture.finding (tenant_id, id, scan_id, provider_id, resource_id, check_metadata_id,
                                                    uid_hash, first_seen_at, status, severity, delta, uid, service, region, resource_type, status_extended)
                                                select t, '01600000-0000-7000-8000-000000000000', t, t, t, t, 1, now(), 0, 0, 0, '', '', '', '', ''
                                                from uuidv7() as t
                                                """)
                                        .update())
                .withStackTraceContaining("no partition of relation \"finding\" found for row");
    }

    @Test
    void noRoleReachesAPartitionPastItsParent() {
        YearMonth current = YearMonth.now(ZoneOffset.UTC);
        String partition =
                "posture.finding_%04d_%02d".formatted(current.getYear(), current.getMonthValue());

        for (JdbcClient client : List.of(JdbcClient.create(server.app()), server.sql())) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(
                            () ->
                                    client.sql("select count(*) from " + partition)
                                            .query()
                                            .singleValue())
                    .withStackTraceContaining("permission denied");
        }
    }

    private boolean monthsWereMade() {
        return server.sql()
                .sql(
                        "select exists (select from posture.scheduled_tasks where task_name ="
                                + " 'housekeeping-finding-months' and last_success is not null)")
                .query(Boolean.class)
                .single();
    }

    /** Whether it came to it soon; else those that wait behind it go first. */
    private boolean dropsTheLastMonth() {
        YearMonth last = YearMonth.now(ZoneOffset.UTC).plusMonths(Partitions.AHEAD);
        try (Connection connection = SuperuserLogin.to(server.data());
                Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '1s'");
            statement.execute(
                    "drop table posture.finding_%04d_%02d"
                            .formatted(last.getYear(), last.getMonthValue()));
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("55P03");
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean call(String function, LocalDate month) {
        return server.sql()
                .sql("select posture." + function + "(?)")
                .param(month)
                .query(Boolean.class)
                .single();
    }

    private String bounds(String partition) {
        return server.sql()
                .sql("select pg_get_expr(relpartbound, oid) from pg_class where relname = ?")
                .param(partition)
                .query(String.class)
                .single();
    }

    private void assertRefused(String function, LocalDate month, String why) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> call(function, month))
                .withStackTraceContaining(why);
    }
}
