package dev.bailiwick.posture.task;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Picks what is due in one queue, in the order of {@code pick_jobs}. Other queues stand in the same
 * table and belong to other schedulers, which the engine's own statement knows nothing of.
 */
final class QueueFetch extends PostgreSqlJdbcCustomization {

    private static final String PICK =
            """
            select * from pick_jobs(?, ?, ?, ?, ?)
            """;

    private static final String PICK_LASTING =
            """
            select * from pick_lasting_jobs(?, ?, ?, ?, ?)
            """;

    private final String task;
    private final String pick;
    private final int share;

    /**
     * @param share how many jobs of one tenant a process runs at once while others wait, or ever,
     *     as the queue is
     */
    QueueFetch(JobQueue queue, int share) {
        super(false, false);
        this.task = queue.task();
        this.pick = queue.isLasting() ? PICK_LASTING : PICK;
        this.share = share;
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        return context.jdbcRunner.query(
                pick,
                statement -> bind(statement, context.schedulerName.getName(), now, limit),
                context.resultSetMapper.get());
    }

    private void bind(PreparedStatement statement, String process, Instant now, int limit)
            throws SQLException {
        statement.setString(1, task);
        statement.setString(2, process);
        statement.setObject(3, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
        statement.setInt(4, limit);
        statement.setInt(5, share);
    }
}
