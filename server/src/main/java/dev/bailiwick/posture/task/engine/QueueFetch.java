package dev.bailiwick.posture.task.engine;

import static java.util.Objects.requireNonNull;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.shaded.jdbc.RowMapper;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.task.job.JobOwner;
import dev.bailiwick.posture.task.job.JobQueue;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Picks what is due in one queue, in the order of {@code pick_due_jobs}. Other queues stand in the
 * same table and belong to other schedulers, which the engine's own statement knows nothing of.
 * With each comes whose it is, where the engine looks for a job's data.
 */
final class QueueFetch extends PostgreSqlJdbcCustomization {

    private static final String PICK =
            """
            select * from pick_due_jobs(?, ?, ?, ?, ?, ?)
            """;

    private final String task;
    private final boolean brief;
    private final boolean lasting;
    private final int share;
    private final PickedAhead ahead;
    private boolean stopped;

    /**
     * @param share how many jobs of one tenant a process runs at once while others wait, or ever,
     *     as the queue is
     * @param heartbeat a few times as long, and a job that was picked and has not begun is taken
     *     for a dead process's
     */
    QueueFetch(JobQueue queue, int share, Duration heartbeat) {
        super(false, false);
        this.task = queue.task();
        this.brief = queue.isBrief();
        this.lasting = queue.isLasting();
        this.share = share;
        this.ahead = new PickedAhead(heartbeat, System::nanoTime);
    }

    @Override
    public synchronized List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        if (stopped) {
            return List.of();
        }
        return brief
                ? ahead.next(limit, most -> pick(context, now, most))
                : pick(context, now, limit);
    }

    /**
     * Picks no more; not in the middle either, where whoever stops the engine would interrupt it,
     * and nobody would know what the database had picked.
     *
     * @return what was picked ahead and is nobody's
     */
    synchronized List<Execution> stop() {
        stopped = true;
        return ahead.left();
    }

    private List<Execution> pick(JdbcTaskRepositoryContext context, Instant now, int most) {
        return context.jdbcRunner.query(
                PICK,
                statement -> bind(statement, context.schedulerName.getName(), now, most),
                (RowMapper<Execution>) QueueFetch::execution);
    }

    private void bind(PreparedStatement statement, String process, Instant now, int most)
            throws SQLException {
        statement.setString(1, task);
        statement.setString(2, process);
        statement.setObject(3, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
        statement.setInt(4, most);
        statement.setInt(5, share);
        statement.setBoolean(6, lasting);
    }

    private static Execution execution(ResultSet row) throws SQLException {
        return new Execution(
                requireNonNull(instant(row, "execution_time")),
                new TaskInstance<>(
                        row.getString("task_name"),
                        row.getString("task_instance"),
                        new JobOwner(
                                new TenantId(row.getObject("tenant_id", UUID.class)),
                                row.getObject("principal_id", UUID.class))),
                row.getBoolean("picked"),
                row.getString("picked_by"),
                instant(row, "last_success"),
                instant(row, "last_failure"),
                row.getInt("consecutive_failures"),
                instant(row, "last_heartbeat"),
                row.getLong("version"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
