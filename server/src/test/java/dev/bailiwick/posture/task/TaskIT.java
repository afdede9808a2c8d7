package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class TaskIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void showsAJobFromTheStartToItsResult() {
        JobId waiting = enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofHours(1)));
        JobId done =
                enqueue(Probe.asks(run -> JobOutcome.done(Map.of("trees", 3))).with("row", "7"));

        Answer before = acme.api().get("tasks/" + waiting).expect(200);
        Answer after =
                Eventually.get(
                        () -> acme.api().get("tasks/" + done).expect(200),
                        answer ->
                                answer.at("/data/attributes/state").asString().equals("completed"));

        assertThat(before.at("/data/attributes/state").asString()).isEqualTo("available");
        assertThat(before.at("/data/attributes/completed_at").asString()).isNotEmpty();
        assertThat(before.at("/data/attributes/result").isNull()).isTrue();
        assertThat(after.at("/data/attributes/name").asString()).isEqualTo("probe");
        assertThat(after.at("/data/attributes/result/trees").asInt()).isEqualTo(3);
        assertThat(after.at("/data/attributes/task_args/row").asString()).isEqualTo("7");
        assertThat(after.at("/data/attributes/metadata").isObject()).isTrue();
    }

    @Test
    void showsWhyAJobFailed() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.failed("No trees.")));

        Answer answer =
                Eventually.get(
                        () -> acme.api().get("tasks/" + job).expect(200),
                        read -> read.at("/data/attributes/state").asString().equals("failed"));

        assertThat(answer.at("/data/attributes/result/exc_message/0").asString())
                .isEqualTo("No trees.");
        assertThat(answer.at("/data/attributes/result/exc_type").asString()).isEqualTo("JobFailed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter[name]=probe | 2",
                "filter[name]=prob | 0",
                "filter[name__icontains]=ROB | 2",
                "filter[state]=available | 2",
                "filter[state]=failed | 0",
                "filter[search]=rob | 2",
                "filter[search]=nothing | 0",
                "sort=inserted_at | 2",
                "sort=-completed_at,name | 2",
                "sort=state | 2"
            })
    void filtersSelectWhatTheySay(String query, int expected) {
        for (int i = 0; i < 2; i++) {
            enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofHours(1)));
        }

        assertThat(acme.api().get("tasks?" + query).expect(200).items()).hasSize(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter[state]=asleep", "filter[id]=1", "sort=result", "include=x"})
    void refusesWhatItCannotAnswer(String query) {
        acme.api().get("tasks?" + query).expect(400);
    }

    @Test
    void isNotSeenByAnotherTenant() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofHours(1)));
        Tenancy globex = Tenancy.of(server);

        globex.api().get("tasks/" + job).expect(404);
        assertThat(globex.api().get("tasks").expect(200).items()).isEmpty();
        assertThat(acme.api().get("tasks").expect(200).ids()).isEqualTo(List.of(job.toString()));
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }
}
