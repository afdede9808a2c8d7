package dev.bailiwick.posture.ingestion.writing;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/** Whose turn it is in a tenant. Every method is a part of its caller's transaction. */
@Component
public final class Turns {

    private final JdbcClient jdbc;

    Turns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // a row that no other tenant's SQL reaches; who makes rows of the tenant's does not wait for it
    private static final String LOCK =
            """
            select id from tenant where id = bailiwick.tenant() for no key update
            """;

    /**
     * Until the transaction's end nobody else takes room, accepts, begins or publishes in this
     * tenant.
     */
    public void lock() {
        jdbc.sql(LOCK).query(UUID.class).single();
    }

    /** Whether an accepted file may be written. */
    enum Turn {
        /** It is its turn, and stays so until it is complete. */
        OPEN,
        /** An earlier file of one of its accounts has not been written yet. */
        BEHIND,
        /** There is nothing left to do. */
        OVER
    }

    private record State(String status, boolean behind) {}

    private static final String STATE =
            """
            select i.status, is_behind_another(i.id) as behind
            from ingestion i
            where i.id = :id
            """;

    private static final String TAKE =
            """
            update ingestion set status = 'processing' where id = :id
            """;

    /**
     * Takes the file's turn if it has come, under the lock that also orders the acceptance of
     * files.
     */
    Turn take(UUID id) {
        lock();
        Optional<State> state =
                jdbc.sql(STATE)
                        .param("id", id)
                        .query(
                                (row, n) ->
                                        new State(
                                                row.getString("status"), row.getBoolean("behind")))
                        .optional();
        return switch (state.map(State::status).orElse("gone")) {
            case "pending" -> {
                if (state.orElseThrow().behind()) {
                    yield Turn.BEHIND;
                }
                jdbc.sql(TAKE).param("id", id).update();
                yield Turn.OPEN;
            }
            case "processing" -> Turn.OPEN;
            default -> Turn.OVER;
        };
    }
}
