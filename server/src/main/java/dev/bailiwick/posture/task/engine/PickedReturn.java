package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.task.Execution;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

/** Gives back what a queue has picked and not begun. */
final class PickedReturn implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(PickedReturn.class);

    private final JdbcClient worker;
    private final QueueFetch fetch;

    PickedReturn(JdbcClient worker, QueueFetch fetch) {
        this.worker = worker;
        this.fetch = fetch;
    }

    private static final String GIVE_BACK =
            """
            update scheduled_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where task_name = :task and task_instance = :job and version = :version and picked
            """;

    /** Else all would wait until others take this process for dead. */
    @Override
    public void run() {
        List<Execution> picked = fetch.stop();
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
