package dev.bailiwick.posture.scan.schedule;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.ProviderScan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

final class ScheduleIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String fern = provider("fern-1");

    @Test
    void theFirstScanIsMadeAtOnceAndTheNextStandsReadyADayLater() {
        Instant before = Instant.now();

        Answer asked = daily(acme.api(), fern).expect(202);

        assertThat(asked.at("/data/attributes/name").asString())
                .isEqualTo("scan-perform-scheduled");
        assertThat(scans("trigger=scheduled")).isNotEmpty();
        Eventually.holds(() -> task(asked.id()).equals("failed"));
        Answer waiting = acme.api().get("scans?filter[state]=scheduled").expect(200);
        assertThat(waiting.items()).hasSize(1);
        Instant next = Instant.parse(waiting.at("/data/0/attributes/scheduled_at").asString());
        assertThat(next)
                .isBetween(
                        before.plus(Duration.ofHours(23)),
                        Instant.now().plus(Duration.ofHours(25)));
        Answer task =
                acme.api()
                        .get("tasks/" + waiting.at("/data/0/relationships/task/data/id").asString())
                        .expect(200);
        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("available");
        assertThat(Instant.parse(task.at("/data/attributes/metadata/due_at").asString()))
                .isBetween(next.minusSeconds(30), next.plusSeconds(30));
        Answer made = acme.api().get("scans?filter[state]=failed").expect(200);
        assertThat(made.at("/data/0/attributes/next_scan_at").asString())
                .isEqualTo(waiting.at("/data/0/attributes/scheduled_at").asString());
        assertThat(schedule().at("/data/0/attributes/next_at").asString())
                .isEqualTo(waiting.at("/data/0/attributes/scheduled_at").asString());
    }

    @Test
    void aProviderHasOneSchedule() {
        standsReady();

        Answer again = daily(acme.api(), fern).expect(409);

        assertThat(again.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/provider_id");
        assertThat(scans("trigger=scheduled")).hasSize(1);
    }

    @Test
    void whatIsOutOfSightIsNotThere() {
        Tenancy.Person limited = acme.member("MANAGE_SCANS");
        acme.limit(limited, UUID.fromString(provider("fern-2")));
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();

        daily(limited.api(), fern).expect(404);
        assertThat(limited.api().get("schedules").expect(200).items()).isEmpty();
        limited.api().get("schedules/" + schedule).expect(404);
        limited.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("paused", true)))
                .expect(404);
        limited.api().delete("schedules/" + schedule).expect(404);
        daily(acme.member("MANAGE_PROVIDERS").api(), fern).expect(403);
    }

    @Test
    void aChangeMovesTheNextScanAndAPauseTakesItBack() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        Map<String, Object> yearly = Map.of("cron", "30 4 1 1 *", "timezone", "Asia/Tokyo");

        acme.api().patch("schedules/" + schedule, change(schedule, yearly)).expect(200);

        assertThat(schedule().at("/data/0/attributes/next_at").asString())
                .contains("-12-31T19:30:00");
        assertThat(scans("state=scheduled")).hasSize(1);
        assertThat(live()).as("jobs that wait").isOne();
        Answer paused =
                acme.api()
                        .patch("schedules/" + schedule, change(schedule, Map.of("paused", true)))
                        .expect(200);
        assertThat(paused.at("/data/attributes/next_at").isNull()).isTrue();
        assertThat(paused.at("/data/attributes/cron").asString()).isEqualTo("30 4 1 1 *");
        assertThat(scans("trigger=scheduled")).isEmpty();
        assertThat(live()).isZero();
        acme.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("paused", false)))
                .expect(200);
        assertThat(scans("state=scheduled")).hasSize(1);
    }

    @Test
    void halfAMinuteLiesBetweenAStartAndTheNextAlsoAfterAChange() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        bringForward();
        Eventually.holds(() -> scansIn("failed") == 1);
        Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(179);
        server.sql()
                .sql("update scan set started_at = ? where tenant_id = ? and state = 'failed'")
                .params(OffsetDateTime.ofInstant(start, ZoneOffset.UTC), acme.id())
                .update();

        acme.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("cron", "* * * * *")))
                .expect(200);

        assertThat(Instant.parse(schedule().at("/data/0/attributes/next_at").asString()))
                .isEqualTo(start.plusSeconds(61));
    }

    @Test
    void aScheduleThatIsDeletedLeavesNothingThatWaits() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();

        acme.api().delete("schedules/" + schedule).expect(204);

        assertThat(schedule().items()).isEmpty();
        assertThat(scans("trigger=scheduled")).isEmpty();
        assertThat(live()).isZero();
        acme.api().delete("schedules/" + schedule).expect(404);
        daily(acme.api(), fern).expect(202);
    }

    @Test
    void whoeverCancelsTheNextScanSkipsIt() {
        String task = standsReady();

        acme.api().delete("tasks/" + task).expect(202);

        assertThat(scans("state=cancelled")).hasSize(1);
        assertThat(scans("state=scheduled")).hasSize(1);
        assertThat(live()).isOne();
    }

    @Test
    void inATenantThatIsSuspendedNothingIsScannedUntilItIsOpenAgain() {
        String task = standsReady();
        become("suspended");
        bringForward();

        Eventually.holds(() -> state(task).equals("cancelled"));
        assertThat(scansIn("cancelled")).as("nobody is told of it day after day").isZero();
        assertThat(scansIn("scheduled")).as("the next one").isOne();
        become("active");
        bringForward();
        Eventually.holds(() -> scansIn("failed") == 1);
        assertThat(scansIn("scheduled")).isOne();
    }

    private void become(String status) {
        server.sql()
                .sql("update tenant set status = ? where id = ?")
                .params(status, acme.id())
                .update();
    }

    private void bringForward() {
        server.sql()
                .sql(
                        "update scheduled_tasks set execution_time = now() where task_instance in"
                            + " (select cast(id as text) from job where tenant_id = ? and state ="
                            + " 'available')")
                .param(acme.id())
                .update();
    }

    private String state(String job) {
        return server.sql()
                .sql("select state from job where id = cast(? as uuid)")
                .param(job)
                .query(String.class)
                .single();
    }

    private long scansIn(String state) {
        return server.sql()
                .sql("select count(*) from scan where tenant_id = ? and state = ?")
                .params(acme.id(), state)
                .query(Long.class)
                .single();
    }

    /** As where the end of the scan's job could not be told to its handler. */
    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "failed", "completed"})
    void aScheduleWhoseNextScanIsOverComesRoundAgain(String state) {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        Map<String, Object> yearly = Map.of("cron", "30 4 1 1 *");
        acme.api().patch("schedules/" + schedule, change(schedule, yearly)).expect(200);
        String lost = scans("state=scheduled").iterator().next();
        end(lost, state);

        server.keepHouse("idle-schedules");

        assertThat(scans("state=scheduled")).hasSize(1).doesNotContain(lost);
        assertThat(live()).isOne();
        String next = schedule().at("/data/0/attributes/next_at").asString();
        assertThat(next).contains("-01-01T04:30:00");
        server.keepHouse("idle-schedules");
        assertThat(schedule().at("/data/0/attributes/next_at").asString()).isEqualTo(next);
        assertThat(live()).as("one is enough").isOne();
    }

    @Test
    void aPausedScheduleIsLeftAlone() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        acme.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("paused", true)))
                .expect(200);

        server.keepHouse("idle-schedules");

        assertThat(scans("trigger=scheduled")).isEmpty();
        assertThat(live()).isZero();
    }

    private void end(String scan, String state) {
        server.sql()
                .sql(
                        """
                        update job set state = ?, completed_at = now()
                        where id = (select job_id from scan where id = cast(? as uuid))
                        """)
                .params(state, scan)
                .update();
    }

    /** As after a day on which the server did not run: three times have passed. */
    @Test
    void whatWasMissedIsMadeUpForOnce() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        acme.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("cron", "0 */8 * * *")))
                .expect(200);
        String due = scans("state=scheduled").iterator().next();
        server.sql()
                .sql("update schedule set next_at = next_at - interval '1 day' where tenant_id = ?")
                .param(acme.id())
                .update();

        Schedules schedules = server.bean(Schedules.class);
        var _ =
                acme.inTransaction(
                        () -> {
                            schedules.passed(
                                    new ProviderScan(UUID.fromString(fern), UUID.fromString(due)));
                            return true;
                        });

        Instant next = Instant.parse(schedule().at("/data/0/attributes/next_at").asString());
        assertThat(next).isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(9)));
        assertThat(scans("state=scheduled")).hasSize(2);
    }

    /** As a machine has left it whose clock was a month ahead. */
    @Test
    void aTimeThatIsPlannedFarAheadDoesNotPutTheNextOff() {
        daily(acme.api(), fern).expect(202);
        Eventually.holds(() -> scansIn("failed") == 1);
        String due = scans("state=scheduled").iterator().next();
        server.sql()
                .sql(
                        "update schedule set next_at = next_at + interval '30 days' where tenant_id"
                                + " = ?")
                .param(acme.id())
                .update();

        var _ =
                acme.inTransaction(
                        () -> {
                            server.bean(Schedules.class)
                                    .passed(
                                            new ProviderScan(
                                                    UUID.fromString(fern), UUID.fromString(due)));
                            return true;
                        });

        Instant next = Instant.parse(schedule().at("/data/0/attributes/next_at").asString());
        assertThat(next).isBefore(Instant.now().plus(Duration.ofHours(25)));
    }

    /** As where a Java has come that knows the zone no more. */
    @Test
    void aScheduleThatComesRoundNoMoreIsPausedUntilItIsGivenAnotherTime() {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();
        server.sql()
                .sql("update schedule set zone = 'Mars/Olympus' where tenant_id = ?")
                .param(acme.id())
                .update();

        bringForward();

        Eventually.holds(() -> scansIn("failed") == 1);
        assertThat(schedule().at("/data/0/attributes/paused").asBoolean()).isTrue();
        assertThat(schedule().at("/data/0/attributes/next_at").isNull()).isTrue();
        assertThat(live()).isZero();
        Answer refused =
                acme.api()
                        .patch("schedules/" + schedule, change(schedule, Map.of("paused", false)))
                        .expect(400);
        assertThat(refused.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/timezone");
        assertThat(refused.at("/errors/0/detail").asString()).contains("Mars/Olympus");
        acme.api()
                .patch(
                        "schedules/" + schedule,
                        change(schedule, Map.of("paused", false, "timezone", "UTC")))
                .expect(200);
        assertThat(scans("state=scheduled")).hasSize(1);
    }

    @Test
    void aScheduleThatHasComeToAStopAndComesRoundNoMoreIsPausedToo() {
        standsReady();
        server.sql()
                .sql("update schedule set cron = '0 0 30 2 *' where tenant_id = ?")
                .param(acme.id())
                .update();
        end(scans("state=scheduled").iterator().next(), "failed");

        server.keepHouse("idle-schedules");

        assertThat(schedule().at("/data/0/attributes/paused").asBoolean()).isTrue();
        assertThat(live()).isZero();
    }

    @Test
    void aScanThatWaitsBehindAnotherIsTakenBackAsWell() {
        daily(acme.api(), fern).expect(202);
        Eventually.holds(() -> scansIn("failed") == 1);
        // as it is once it was its time, and another one was under way
        server.sql()
                .sql(
                        "update scan set state = 'available' where tenant_id = ? and state ="
                                + " 'scheduled'")
                .param(acme.id())
                .update();
        String schedule = schedule().at("/data/0/id").asString();

        acme.api()
                .patch("schedules/" + schedule, change(schedule, Map.of("paused", true)))
                .expect(200);

        assertThat(scansIn("available")).isZero();
        assertThat(live()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cron | never",
                "cron | 0 0 30 2 *",
                "cron | 0 0 L-31 * *",
                "cron | 61 * * * *",
                "cron | 0 0 * * * *",
                "timezone | Mars/Olympus"
            })
    void whatNeverComesRoundIsRefused(String attribute, String value) {
        standsReady();
        String schedule = schedule().at("/data/0/id").asString();

        Answer refused =
                acme.api()
                        .patch("schedules/" + schedule, change(schedule, Map.of(attribute, value)))
                        .expect(400);

        assertThat(refused.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/" + attribute);
    }

    private Set<String> scans(String filter) {
        int at = filter.indexOf('=');
        return Set.copyOf(
                acme.api()
                        .get(
                                "scans?filter[%s]=%s"
                                        .formatted(
                                                filter.substring(0, at), filter.substring(at + 1)))
                        .expect(200)
                        .ids());
    }

    private Answer schedule() {
        return acme.api().get("schedules").expect(200);
    }

    private String task(String id) {
        return acme.api().get("tasks/" + id).expect(200).at("/data/attributes/state").asString();
    }

    private long live() {
        return server.sql()
                .sql(
                        "select count(*) from job where tenant_id = ? and name ="
                            + " 'scan-perform-scheduled' and state in ('available', 'scheduled',"
                            + " 'executing')")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private static Map<String, Object> change(String id, Map<String, Object> attributes) {
        return document("schedules", id, attributes);
    }

    private static Answer daily(Api api, String provider) {
        return api.post(
                "schedules/daily", document("daily-schedules", Map.of("provider_id", provider)));
    }

    /**
     * A schedule whose first scan waits: by itself it begins in a few seconds. Answers its task.
     */
    private String standsReady() {
        String task = daily(acme.api(), fern).expect(202).id();
        server.sql()
                .sql(
                        "update scheduled_tasks set execution_time = now() + interval '1 hour'"
                                + " where task_instance = ?")
                .param(task)
                .update();
        return task;
    }

    private String provider(String uid) {
        return acme.api()
                .post("providers", document("providers", Map.of("provider", "github", "uid", uid)))
                .expect(201)
                .id();
    }
}
