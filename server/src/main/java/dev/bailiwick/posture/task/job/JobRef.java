package dev.bailiwick.posture.task.job;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** A job as its handler knows it. */
public record JobRef(JobId id, String name, Map<String, String> args) {

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};
    private static final JsonMapper JSON = new JsonMapper();

    /** From the columns {@code id, name, args}. */
    public static JobRef of(ResultSet row) throws SQLException {
        return new JobRef(
                new JobId(row.getObject("id", UUID.class)),
                row.getString("name"),
                JSON.readValue(row.getString("args"), ARGS));
    }
}
