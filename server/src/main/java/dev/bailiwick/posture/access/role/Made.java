package dev.bailiwick.posture.access.role;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/** The answer of a function that makes something: the id where it is done. */
record Made(Outcome outcome, @Nullable UUID id) {

    static Made of(ResultSet row) throws SQLException {
        return new Made(Outcome.of(row.getString("outcome")), row.getObject("made", UUID.class));
    }

    /**
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException unless it is done
     */
    UUID require() {
        outcome.require();
        return Objects.requireNonNull(id);
    }
}
