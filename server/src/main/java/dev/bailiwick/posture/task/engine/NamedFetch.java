package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Picks what is due of a few names, as the engine's own statement does of all. */
final class NamedFetch extends PostgreSqlJdbcCustomization {

    private static final String PICK =
            """
            with due as materialized (
                select task_name, task_instance from scheduled_tasks
                where task_name = any (?) and not picked and execution_time <= ?
                order by execution_time
                limit ?
                for update skip locked)
            update scheduled_tasks s
            set picked = true, picked_by = ?, last_heartbeat = ?, version = s.version + 1
            from due
            where s.task_name = due.task_name and s.task_instance = due.task_instance
            returning s.*
            """;

    private final List<String> names;

    NamedFetch(List<String> names) {
        super(false, false);
        this.names = List.copyOf(names);
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        return context.jdbcRunner.query(
                PICK,
                statement -> bind(statement, context.schedulerName.getName(), now, limit),
                context.resultSetMapper.get());
    }

    private void bind(PreparedStatement statement, String process, Instant now, int limit)
            throws SQLException {
        OffsetDateTime time = OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
        statement.setArray(
                1, statement.getConnection().createArrayOf("text", names.toArray(String[]::new)));
        statement.setObject(2, time);
        statement.setInt(3, limit);
        statement.setString(4, process);
        statement.setObject(5, time);
    }
}
