package dev.bailiwick.posture.edge.health;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;

import javax.sql.DataSource;

/**
 * Whether any process runs jobs: those that do look after the house every minute. A server that
 * leaves them to workers answers without one, and takes orders that nobody carries out.
 */
@Component
@Order(3)
final class JobsCheck implements Check {

    private final JdbcClient worker;

    JobsCheck(@Qualifier("worker") DataSource worker) {
        this.worker = JdbcClient.create(worker);
    }

    @Override
    public String name() {
        return "jobs:overdue";
    }

    private static final String OVERDUE =
            """
            select case
                when count(*) = 0 then null
                when bool_or(picked and last_heartbeat > now() - interval '1 minute') then 0
                else greatest(0, extract(epoch from now() - min(execution_time)))::bigint end
            from posture.scheduled_tasks
            where task_name like 'housekeeping-%'
            """;

    private static final long MOST_SECONDS = 300;

    /** There is nothing to be overdue before the first process that runs jobs. */
    @Override
    public Result look() {
        Optional<Long> seconds = worker.sql(OVERDUE).query(Long.class).optional();
        return seconds.filter(overdue -> overdue <= MOST_SECONDS).isPresent()
                ? Result.pass(seconds.get(), "s")
                : new Result(
                        Status.WARN,
                        seconds.orElse(0L),
                        "s",
                        "No process runs jobs: scans and uploads wait until there is one, such as"
                                + " ./bailiwick worker.");
    }
}
