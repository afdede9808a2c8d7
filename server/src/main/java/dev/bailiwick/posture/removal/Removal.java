package dev.bailiwick.posture.removal;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.housekeeping.Batches;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes the rows of scans and providers that nobody sees any more, in batches of their own
 * transactions. Whatever an attempt removed stays removed, so the next one goes on where it
 * stopped, and may fail as often as the first.
 */
@Component
public final class Removal {

    /** Those of a resource may have been seen by hundreds of scans, each of which is looked at. */
    private static final int RESOURCES = 1_000;

    private final JdbcClient jdbc;
    private final Providers providers;

    Removal(JdbcClient jdbc, Providers providers) {
        this.jdbc = jdbc;
        this.providers = providers;
    }

    private static final String SCAN =
            """
            delete from scan where id = :scan
            """;

    /**
     * Of a provider that is deleted, everything but its own row.
     *
     * @return false if the server stops before everything is gone
     */
    boolean ofProvider(JobRun run, UUID provider) {
        for (Optional<UUID> scan = scanOf(run, provider);
                scan.isPresent();
                scan = scanOf(run, provider)) {
            UUID id = scan.get();
            if (!remove(run, BulkTables.ofScan(), id)) {
                return false;
            }
            run.inTransaction(() -> jdbc.sql(SCAN).param("scan", id).update());
            run.countFailuresAnew();
        }
        return remove(run, BulkTables.ofProvider(), provider);
    }

    private static final String ONE_SCAN =
            """
            select id from scan where provider_id = :provider order by id limit 1
            """;

    private Optional<UUID> scanOf(JobRun run, UUID provider) {
        return run.inTransaction(
                () -> jdbc.sql(ONE_SCAN).param("provider", provider).query(UUID.class).optional());
    }

    /**
     * Of a scan that is deleted, everything, with the resources that no other scan saw. A provider
     * that is deleted meanwhile takes the rest along.
     *
     * @return false if the server stops before everything is gone
     */
    public boolean ofScan(JobRun run, ProviderScan scan) {
        if (!remove(run, BulkTables.ofScan(), scan.scan())) {
            return false;
        }
        boolean more = true;
        while (more) {
            if (run.stopping()) {
                return false;
            }
            more = run.inTransaction(() -> handOn(scan.provider(), scan.scan()));
            run.countFailuresAnew();
        }
        return true;
    }

    // what saw a resource beside the scan: a published scan, or one whose findings are being
    // written
    private static final String HAND_ON =
            """
            with heirs as materialized (
                select r.id,
                       coalesce(
                           (select seen.scan_id
                            from scan_resource seen join scan s on s.id = seen.scan_id
                            where seen.resource_id = r.id and s.published_at is not null
                            order by seen.scan_id limit 1),
                           (select f.scan_id from finding f where f.resource_id = r.id limit 1)) as scan_id
                from (select id from resource where first_scan_id = :scan order by id limit :batch) r
            ), kept as (
                update resource r set first_scan_id = heirs.scan_id
                from heirs where r.id = heirs.id and heirs.scan_id is not null
            )
            delete from resource r using heirs where r.id = heirs.id and heirs.scan_id is null
            """;

    private static final String END =
            """
            delete from scan where id = :scan and not exists (select from resource r where r.first_scan_id = :scan)
            """;

    private static final String IS_LEFT =
            """
            select exists (select from scan where id = :scan)
            """;

    /**
     * Hands resources on to other scans; with the last of them the scan goes. The provider is
     * locked, so that nobody writes a finding of a resource meanwhile that nobody had seen.
     *
     * @return whether there is more to do
     */
    private boolean handOn(UUID provider, UUID scan) {
        if (!providers.lock(provider)) {
            return false;
        }
        jdbc.sql(HAND_ON).param("scan", scan).param("batch", RESOURCES).update();
        jdbc.sql(END).param("scan", scan).update();
        return jdbc.sql(IS_LEFT).param("scan", scan).query(Boolean.class).single();
    }

    /** False if the server stops before everything is gone. */
    private boolean remove(JobRun run, List<String> statements, UUID owner) {
        for (String statement : statements) {
            if (!Batches.allUnless(run::stopping, most -> remove(run, statement, owner, most))) {
                return false;
            }
        }
        return true;
    }

    private int remove(JobRun run, String statement, UUID owner, int most) {
        int removed =
                run.inTransaction(
                        () ->
                                jdbc.sql(statement)
                                        .param("owner", owner)
                                        .param("batch", most)
                                        .update());
        if (removed > 0) {
            run.countFailuresAnew();
        }
        return removed;
    }
}
