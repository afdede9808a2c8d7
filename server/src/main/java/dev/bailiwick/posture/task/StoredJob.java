package dev.bailiwick.posture.task;

import dev.bailiwick.posture.task.job.JobRef;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * What a job's row says of it.
 *
 * @param principal who asked for it; null if it is nobody's
 */
record StoredJob(JobRef ref, String state, @Nullable UUID principal) {

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    /** From the columns {@code id, name, args, state, principal_id}. */
    static StoredJob of(ResultSet row) throws SQLException {
        return new StoredJob(
                JobRef.of(row), row.getString("state"), row.getObject("principal_id", UUID.class));
    }

    String name() {
        return ref.name();
    }

    boolean isOver() {
        return OVER.contains(state);
    }
}
