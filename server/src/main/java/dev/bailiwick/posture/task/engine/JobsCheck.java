package dev.bailiwick.posture.task.engine;

import dev.bailiwick.posture.edge.health.Check;
import dev.bailiwick.posture.edge.health.Status;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/**
 * Whether any process runs jobs: those that do look after the house every minute. A server that
 * leaves them to workers answers without one, and takes orders that nobody carries out. Likewise
 * where the workers that there are leave out a queue. Whatever it finds, requests are served
 * meanwhile.
 */
@Component
@Order(3)
final class JobsCheck implements Check {

    private static final long MOST_SECONDS = 300;

    /** Less than it is waited for: else each look would leave one behind that waits for a lock. */
    private static final int MOST_SECONDS_OF_A_LOOK = 1;

    private static final String HOUSEKEEPING = "housekeeping-";
    private static final String QUEUE = "job-";

    private final JdbcClient worker;

    JobsCheck(@Qualifier("worker") DataSource worker) {
        JdbcTemplate impatient = new JdbcTemplate(worker);
        impatient.setQueryTimeout(MOST_SECONDS_OF_A_LOOK);
        this.worker = JdbcClient.create(impatient);
    }

    @Override
    public String name() {
        return "jobs:overdue";
    }

    private static final String LOOK =
            """
            select task, served, seconds from look_at_tasks()
            """;

    @Override
    public Result look() {
        List<Task> tasks =
                worker.sql(LOOK)
                        .query(
                                (row, n) ->
                                        new Task(
                                                row.getString("task"),
                                                row.getBoolean("served"),
                                                row.getObject("seconds", Long.class)))
                        .list();
        List<Task> house = named(HOUSEKEEPING, tasks);
        long overdue = house.stream().anyMatch(Task::served) ? 0 : longest(house);
        if (house.isEmpty() || overdue > MOST_SECONDS) {
            return nobody(overdue);
        }
        List<Task> left = named(QUEUE, tasks).stream().filter(Task::isLeft).toList();
        return left.isEmpty() ? Result.pass(overdue, "s") : unserved(left);
    }

    /**
     * What has one name in the engine's table.
     *
     * @param served whether a living process is at work on it
     * @param seconds since when the first that waits has been due, which may be yet to come; null
     *     where none waits
     */
    private record Task(String name, boolean served, @Nullable Long seconds) {

        /**
         * Whoever serves a queue picks what is due, or is at work on what it has picked before;
         * what a process has picked that died waits for another that serves this queue.
         */
        private boolean isLeft() {
            return !served && due() > MOST_SECONDS;
        }

        private long due() {
            return seconds == null ? 0 : Math.max(0, seconds);
        }
    }

    private static List<Task> named(String start, List<Task> tasks) {
        return tasks.stream().filter(task -> task.name.startsWith(start)).toList();
    }

    private static long longest(List<Task> tasks) {
        return tasks.stream().mapToLong(Task::due).max().orElse(0);
    }

    /** There is nothing to be overdue before the first process that runs jobs. */
    private static Result nobody(long overdue) {
        return new Result(
                Status.WARN,
                overdue,
                "s",
                "No process runs jobs: scans and uploads wait until there is one, such as"
                        + " ./bailiwick worker.");
    }

    private static Result unserved(List<Task> left) {
        String queues =
                left.stream()
                        .map(task -> task.name.substring(QUEUE.length()))
                        .sorted()
                        .collect(Collectors.joining(","));
        return new Result(
                Status.WARN,
                longest(left),
                "s",
                "No process serves what waits in: %s. Start one, such as ./bailiwick worker --queues %1$s."
                        .formatted(queues));
    }

    @Override
    public Result unseen(long waited, String why) {
        return new Result(
                Status.WARN,
                waited,
                "ms",
                "Whether every queue is served could not be seen. Requests are served meanwhile.");
    }
}
