package dev.bailiwick.posture.scan.removal;

import dev.bailiwick.posture.task.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.UUID;

/**
 * Scans that are there and that nobody sees any more. Every method is a part of its caller's
 * transaction.
 */
@Component
final class HiddenScans {

    private final JdbcClient jdbc;

    HiddenScans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String LOCK_PROVIDER =
            """
            select id from provider where id = :provider and deleted_at is null for no key update
            """;

    /**
     * Waits for whoever writes or publishes under the provider.
     *
     * @return false if it is deleted
     */
    boolean lockProvider(UUID provider) {
        return jdbc.sql(LOCK_PROVIDER)
                .param("provider", provider)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    // what is not published is seen by nobody: that is what all who read findings ask
    private static final String HIDE =
            """
            update scan set deleted_at = now(), published_at = null, job_id = :job, updated_at = now()
            where id = :scan and deleted_at is null
            """;

    private static final String BEFORE =
            """
            update provider p
            set latest_scan_id = (
                select s.id from scan s
                where s.provider_id = p.id and s.published_at is not null
                order by s.published_at desc, s.id desc
                limit 1)
            where p.id = :provider and p.latest_scan_id = :scan
            """;

    private static final String FORGET_COUNTS =
            """
            update tenant set epoch = epoch + 1 where id = bailiwick.tenant()
            """;

    /**
     * Hides a scan of a provider that is {@linkplain #lockProvider locked}; the one before it is
     * the latest then.
     *
     * @param removal that takes its rows away
     */
    void hide(UUID provider, UUID scan, JobId removal) {
        jdbc.sql(HIDE).param("scan", scan).param("job", removal.value()).update();
        jdbc.sql(BEFORE).param("provider", provider).param("scan", scan).update();
        jdbc.sql(FORGET_COUNTS).update();
    }
}
