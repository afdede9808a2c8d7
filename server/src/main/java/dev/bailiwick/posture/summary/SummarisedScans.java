package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.UUID;

/** What summaries write. Every method is a part of its caller's transaction. */
@Component
final class SummarisedScans {

    private final JdbcClient jdbc;
    private final Providers providers;

    SummarisedScans(JdbcClient jdbc, Providers providers) {
        this.jdbc = jdbc;
        this.providers = providers;
    }

    private static final String HOLD =
            """
            select id from scan where id = :scan and published_at is not null for share
            """;

    /**
     * Keeps the scan from being deleted.
     *
     * @return false if it has been: then nothing is to be worked out
     */
    boolean hold(UUID provider, UUID scan) {
        return providers.hold(provider) && isThere(HOLD, scan);
    }

    private static final String LOCK =
            """
            select id from scan where id = :scan and published_at is not null for no key update
            """;

    /** As {@link #hold}; no other scan of the provider is published or summarised meanwhile. */
    boolean lock(UUID provider, UUID scan) {
        return providers.lock(provider) && isThere(LOCK, scan);
    }

    private boolean isThere(String statement, UUID scan) {
        return jdbc.sql(statement).param("scan", scan).query(UUID.class).optional().isPresent();
    }

    void write(Summary summary, UUID scan) {
        for (String statement : new String[] {summary.forget(), summary.write()}) {
            jdbc.sql(statement).param("scans", new UUID[] {scan}).update();
        }
    }

    private static final String COMPLETE =
            """
            update scan set summarised_at = now() where id = :scan
            """;

    void complete(UUID scan) {
        jdbc.sql(COMPLETE).param("scan", scan).update();
    }
}
