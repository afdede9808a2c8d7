package dev.bailiwick.posture.edge.health;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;

import javax.sql.DataSource;

/**
 * Whether any process runs jobs: those that do look after the house every minute. A server that
 * leaves them to workers answers without one, and takes orders that nobody carries out. Likewise
 * where the workers that there are leave out a queue.
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
                ? left().map(Left::result).orElseGet(() -> Result.pass(seconds.get(), "s"))
                : new Result(
                        Status.WARN,
                        seconds.orElse(0L),
                        "s",
                        "No process runs jobs: scans and uploads wait until there is one, such as"
                                + " ./bailiwick worker.");
    }

    /**
     * Queues that nobody is at work in though something is long due.
     *
     * @param seconds for how long
     */
    private record Left(String queues, long seconds) {

        private Result result() {
            return new Result(
                    Status.WARN,
                    seconds,
                    "s",
                    "No process serves what waits in: %s. Start one, such as ./bailiwick worker --queues %1$s."
                            .formatted(queues));
        }
    }

    // whoever serves a queue picks what is due, or is at work on what it has picked before; what a
    // process has picked that died waits for another that serves this queue
    private static final String LEFT =
            """
            select string_agg(queue, ',' order by queue) as queues, max(seconds) as seconds
            from (select substr(s.task_name, 5) as queue, extract(epoch from now() - min(s.execution_time))::bigint as seconds
                  from posture.scheduled_tasks s
                  where s.task_name like 'job-%' and (not s.picked or s.last_heartbeat < now() - interval '1 minute')
                    and s.execution_time < now() - :most * interval '1 second'
                    and not exists (select from posture.scheduled_tasks p
                                    where p.task_name = s.task_name and p.picked and p.last_heartbeat > now() - interval '1 minute')
                  group by s.task_name) waiting
            having count(*) > 0
            """;

    private Optional<Left> left() {
        return worker.sql(LEFT)
                .param("most", MOST_SECONDS)
                .query((row, n) -> new Left(row.getString("queues"), row.getLong("seconds")))
                .optional();
    }
}
