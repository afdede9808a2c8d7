package dev.bailiwick.posture.task;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.task.attempt.JobHandlers;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobLog;
import dev.bailiwick.posture.task.job.JobQueue;
import dev.bailiwick.posture.task.job.JobSignal;
import dev.bailiwick.posture.task.job.Needs;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes the rows of new jobs. A part of its caller's transaction. */
@Component
final class NewJobs {

    private static final int MOST_TIMES = 3;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final JobSignal signal;
    private final JobHandlers handlers;
    private final Needs needs;

    NewJobs(JdbcClient jdbc, JsonMapper json, JobSignal signal, JobHandlers handlers, Needs needs) {
        this.jdbc = jdbc;
        this.json = json;
        this.signal = signal;
        this.handlers = handlers;
        this.needs = needs;
    }

    /** The new job, or the one of its key that is there. */
    JobId addOrFind(JobRequest request) {
        for (int time = 0; time < MOST_TIMES; time++) {
            Optional<JobId> job = add(request).or(() -> find(request));
            if (job.isPresent()) {
                return job.get();
            }
            // the one that was there has come to its end in between
        }
        throw new IllegalStateException(
                "Job '%s' of the key '%s' is there and out of sight"
                        .formatted(request.name(), request.key()));
    }

    private static final String INSERT =
            """
            insert into job (name, state, args, principal_id, provider_id, correlation, queue, urgency, key)
            values (:name, :state, cast(:args as jsonb), :principal, :provider, :correlation, :queue, :urgency, :key)
            on conflict (tenant_id, name, key)
                where key is not null and state in ('available', 'scheduled', 'executing') do nothing
            returning id
            """;

    private Optional<JobId> add(JobRequest request) {
        JobQueue queue = handlers.get(request.name()).queue();
        Set<JobId> waitsFor = request.start().needs();
        boolean waits = !waitsFor.isEmpty() && !needs.areCompleted(waitsFor);
        Optional<JobId> job =
                jdbc.sql(INSERT)
                        .param("name", request.name())
                        .param("state", waits ? "scheduled" : "available")
                        .param("args", json.writeValueAsString(request.args()))
                        .param("principal", principalOf(request))
                        .param("provider", request.provider())
                        .param("correlation", correlation())
                        .param("queue", queue.word())
                        .param("urgency", request.start().priority().urgency())
                        .param("key", request.key())
                        .query(UUID.class)
                        .optional()
                        .map(JobId::new);
        job.ifPresent(
                made -> {
                    if (waits) {
                        needs.add(made, waitsFor);
                    } else {
                        enqueue(made, queue, request.start().delay());
                    }
                });
        return job;
    }

    private static final String ENQUEUE =
            """
            select enqueue_job(:job, now() + :delay * interval '1 millisecond')
            """;

    private static final String DUE_AT =
            """
            update job set metadata = metadata || jsonb_build_object('due_at',
                to_char((now() + :delay * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            where id = :job
            """;

    private void enqueue(JobId job, JobQueue queue, Duration delay) {
        if (delay.isPositive()) {
            jdbc.sql(DUE_AT).param("job", job.value()).param("delay", delay.toMillis()).update();
        }
        jdbc.sql(ENQUEUE)
                .param("job", job.value())
                .param("delay", delay.toMillis())
                .query((row, n) -> true)
                .single();
        signal.wakeAfterCommit(queue);
    }

    private static final String FIND =
            """
            select id from job where name = :name and key = :key and state in ('available', 'scheduled', 'executing')
            """;

    private Optional<JobId> find(JobRequest request) {
        return jdbc.sql(FIND)
                .param("name", request.name())
                .param("key", request.key())
                .query(UUID.class)
                .optional()
                .map(JobId::new);
    }

    private static @Nullable UUID principalOf(JobRequest request) {
        PrincipalId principal = Scopes.requireTenant().principal();
        return principal == null || request.unattended() ? null : principal.value();
    }

    private static String correlation() {
        String current = MDC.get(JobLog.CORRELATION);
        return current != null ? current : UUID.randomUUID().toString().replace("-", "");
    }
}
