package dev.bailiwick.posture.task;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Execution;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

/** The engine's scheduler of one queue, which gives back what it has not begun when it stops. */
final class QueueScheduler {

    private static final Logger log = LoggerFactory.getLogger(QueueScheduler.class);

    private final JdbcClient worker;
    private final QueueFetch fetch;
    private final Scheduler scheduler;

    QueueScheduler(JdbcClient worker, QueueFetch fetch, Scheduler scheduler) {
        this.worker = worker;
        this.fetch = fetch;
        this.scheduler = scheduler;
    }

    void start() {
        scheduler.start();
    }

    /** Picks what is due now, and not when its time has come round. */
    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** Waits for the jobs that run, as long as a stop may take. */
    void stop() {
        try {
            giveBack(fetch.stop());
        } finally {
            scheduler.stop();
        }
    }

    private static final String GIVE_BACK =
            """
            update scheduled_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where task_name = :task and task_instance = :job and version = :version and picked
            """;

    /** Else all would wait until others take this process for dead. */
    private void giveBack(List<Execution> picked) {
        try {
            for (Execution each : picked) {
                worker.sql(GIVE_BACK)
                        .param("task", each.taskInstance.getTaskName())
                        .param("job", each.taskInstance.getId())
                        .param("version", each.version)
                        .update();
            }
        } catch (DataAccessException e) {
            log.warn("{} jobs that have not begun are others' in a while", picked.size(), e);
        }
    }
}
