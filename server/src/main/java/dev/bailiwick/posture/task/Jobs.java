package dev.bailiwick.posture.task;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.json.JsonMapper;

import java.util.UUID;

/** Where work in the background is asked for. */
@Component
public final class Jobs {

    private static final String INSERT =
            """
            insert into job (name, args, principal_id, provider_id, correlation, queue, urgency)
            values (:name, cast(:args as jsonb), :principal, :provider, :correlation, :queue, :urgency)
            returning id
            """;

    private static final String ENQUEUE =
            """
            select enqueue_job(:job, now() + :delay * interval '1 millisecond')
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final JobSignal signal;
    private final JobHandlers handlers;
    private final Cancellation cancellation;

    Jobs(
            JdbcClient jdbc,
            JsonMapper json,
            JobSignal signal,
            JobHandlers handlers,
            Cancellation cancellation) {
        this.jdbc = jdbc;
        this.json = json;
        this.signal = signal;
        this.handlers = handlers;
        this.cancellation = cancellation;
    }

    /**
     * Asks for work, in the tenant in scope and in the transaction under way: when that is rolled
     * back, there is no job; when it commits, the job starts at once or after its delay.
     *
     * @throws IllegalStateException outside a transaction
     */
    public JobId enqueue(JobRequest request) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "Job '" + request.name() + "' must be enqueued in the transaction causing it");
        }
        JobQueue queue = handlers.get(request.name()).queue();
        UUID id =
                jdbc.sql(INSERT)
                        .param("name", request.name())
                        .param("args", json.writeValueAsString(request.args()))
                        .param("principal", principalOf(request))
                        .param("provider", request.provider())
                        .param("correlation", correlation())
                        .param("queue", queue.word())
                        .param("urgency", request.start().priority().urgency())
                        .query(UUID.class)
                        .single();
        jdbc.sql(ENQUEUE)
                .param("job", id)
                .param("delay", request.start().delay().toMillis())
                .query((row, n) -> true)
                .single();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        signal.wake(queue);
                    }
                });
        return new JobId(id);
    }

    /**
     * Ends a job of the tenant in scope, waiting or running, in the transaction under way; its
     * handler is told within it. A running attempt writes nothing after it and is interrupted
     * shortly.
     *
     * @param reason for the task's result
     * @return false if there is no such job or it is over
     */
    public boolean cancel(JobId job, String reason) {
        return cancellation.cancel(job, reason);
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
