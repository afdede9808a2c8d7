package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.Source;
import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What intakes of scans write. Every method is a part of its caller's transaction. */
@Component
final class ScanIntakes {

    private static final Source UNTOLD = new Source("", "", "", "", "", List.of(), "", "");
    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final Ingestions ingestions;
    private final Kept kept;
    private final Providers providers;
    private final Clock clock;

    ScanIntakes(
            JdbcClient jdbc, Ingestions ingestions, Kept kept, Providers providers, Clock clock) {
        this.jdbc = jdbc;
        this.ingestions = ingestions;
        this.kept = kept;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * @param account what the scan was ordered of
     */
    record Whose(UUID scan, UUID provider, Account account) {}

    /**
     * @param seq of the piece, from zero
     * @param bytes empty if nothing has come but bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Piece(int seq, byte[] bytes) {}

    Clock clock() {
        return clock;
    }

    void save(UUID id, Whose whose, Examination found, Piece piece) {
        if (!providers.hold(whose.provider())) {
            throw new UnusableResultsException("The provider has been deleted.");
        }
        kept.keep(id, piece);
        if (!touch(id, piece.bytes().length)) {
            throw new IllegalStateException("The results of scan " + whose.scan() + " are gone");
        }
        ingestions.report(id, found.takeUnsaved());
    }

    boolean touch(UUID id) {
        return touch(id, 0);
    }

    private boolean touch(UUID id, int bytes) {
        return ingestions.touch(id, bytes);
    }

    private static final String BIND =
            """
            update scan set ingestion_id = :id, source = cast(:source as jsonb), updated_at = now()
            where id = :scan and state = 'executing'
            """;

    void accept(UUID id, Whose whose, Examination found) {
        Source source = found.accounts().getOrDefault(whose.account(), UNTOLD);
        boolean accepted = ingestions.accept(id, Map.of(whose.account(), source), found);
        int bound =
                jdbc.sql(BIND)
                        .param("id", id)
                        .param("source", JSON.writeValueAsString(source.known()))
                        .param("scan", whose.scan())
                        .update();
        if (!accepted || bound == 0) {
            throw new IllegalStateException("The results of scan " + whose.scan() + " are gone");
        }
    }
}
