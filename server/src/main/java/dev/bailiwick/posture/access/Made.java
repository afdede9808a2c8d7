package dev.bailiwick.posture.access;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Objects;
import java.util.UUID;

/** The answer of a function that makes something: the id where it is done. */
public record Made(Outcome outcome, @Nullable UUID id) {

    /** What a function answers in the columns {@code outcome} and {@code made}. */
    public static Made of(JdbcClient.StatementSpec call) {
        return call.query(
                        (row, n) ->
                                new Made(
                                        Outcome.of(row.getString("outcome")),
                                        row.getObject("made", UUID.class)))
                .single();
    }

    /**
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException unless it is done
     */
    public UUID require() {
        outcome.require();
        return Objects.requireNonNull(id);
    }
}
