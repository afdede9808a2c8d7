package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Jobs whose principal's authority moves while they run. */
final class JobRevocationIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy tenant = Tenancy.of(server);
    private final JdbcClient jdbc = server.bean(JdbcClient.class);

    /** The handler has been told before; what it does next is refused, and asked for anew. */
    @Test
    void k192WhatRunsWhenAuthorityMovesIsAdmittedAnew() {
        AtomicInteger runs = new AtomicInteger();
        List<Instant> begun = new CopyOnWriteArrayList<>();

        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    begun.add(Instant.now());
                                    long found = run.inTransaction(this::roles);
                                    if (runs.incrementAndGet() == 1) {
                                        moveAuthority();
                                        run.inTransaction(this::roles);
                                    }
                                    return JobOutcome.done(
                                            Map.of("runs", runs.get(), "found", found));
                                }));

        assertThat(ended(job)).startsWith("completed").contains("\"runs\": 2").endsWith("0");
        // which is told behind the end of the first run
        assertThat(Eventually.get(tenant::refusals, told -> !told.isEmpty()))
                .containsExactly(tenant.owner().id() + " epoch");
        assertThat(Duration.between(begun.getFirst(), begun.getLast()))
                .as("not at once, since authority rarely moves once")
                .isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void k192WhatRunsWhenItsPrincipalIsExpelledGoesNoFurther() {
        AtomicInteger runs = new AtomicInteger();

        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    run.inTransaction(this::roles);
                                    runs.incrementAndGet();
                                    server.sql()
                                            .sql(
                                                    "delete from membership where tenant_id = ?"
                                                            + " and user_id = ?")
                                            .params(tenant.id(), tenant.owner().id())
                                            .update();
                                    moveAuthority();
                                    run.inTransaction(this::roles);
                                    return JobOutcome.done();
                                }));

        assertThat(ended(job)).startsWith("cancelled").contains("no longer a member");
        assertThat(runs).hasValue(1);
        // which is told behind the end
        assertThat(Eventually.get(tenant::refusals, told -> told.size() > 1))
                .containsExactlyInAnyOrder(
                        tenant.owner().id() + " epoch", tenant.owner().id() + " not-member");
    }

    private long roles() {
        return jdbc.sql("select count(*) from role").query(Long.class).single();
    }

    private void moveAuthority() {
        server.sql()
                .sql("update tenant set authority_epoch = authority_epoch + 1 where id = ?")
                .param(tenant.id())
                .update();
    }

    private JobId enqueue(JobRequest request) {
        return tenant.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    /** How it has ended: state, result and failures. */
    private String ended(JobId job) {
        return Eventually.get(
                () ->
                        server.sql()
                                .sql(
                                        "select state || ' ' || coalesce(cast(result as text), '')"
                                                + " || ' ' || failures from job where id = ?")
                                .param(job.value())
                                .query((row, n) -> row.getString(1))
                                .single(),
                text ->
                        text.startsWith("completed")
                                || text.startsWith("cancelled")
                                || text.startsWith("failed"));
    }
}
