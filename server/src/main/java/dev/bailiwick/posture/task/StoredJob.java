package dev.bailiwick.posture.task;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a job's row says of it.
 *
 * @param principal who asked for it; null if it is nobody's
 */
record StoredJob(
        JobId id, String name, Map<String, String> args, String state, @Nullable UUID principal) {

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final JsonMapper JSON = new JsonMapper();

    /** From the columns {@code id, name, args, state, principal_id}. */
    static StoredJob of(ResultSet row) throws SQLException {
        return new StoredJob(
                new JobId(row.getObject("id", UUID.class)),
                row.getString("name"),
                JSON.readValue(row.getString("args"), ARGS),
                row.getString("state"),
                row.getObject("principal_id", UUID.class));
    }

    boolean isOver() {
        return OVER.contains(state);
    }
}
