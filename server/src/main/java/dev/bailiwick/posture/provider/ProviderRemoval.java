package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;
import dev.bailiwick.posture.task.TimeLimits;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The second half of deleting a provider: removes its rows, scan by scan, in batches of their own
 * transactions. Whatever an attempt removed stays removed, so the next one goes on where it
 * stopped.
 */
@Component
final class ProviderRemoval implements JobHandler {

    static final String NAME = "provider-deletion";
    static final String PROVIDER = "provider_id";

    private static final int BATCH = 5_000;

    // each by its primary key, since that is what every table has, however it is stored
    private static final List<String> OF_SCAN =
            List.of(
                    """
                    delete from finding where id = any (array(
                        select id from finding where scan_id = :owner limit :batch))
                    """,
                    """
                    delete from scan_resource where (tenant_id, scan_id, resource_id) in (
                        select tenant_id, scan_id, resource_id from scan_resource where scan_id = :owner limit :batch)
                    """,
                    """
                    delete from scan_breakdown
                    where (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted) in (
                        select tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted
                        from scan_breakdown where scan_id = :owner limit :batch)
                    """,
                    """
                    delete from scan where id in (select id from scan where id = :owner limit :batch)
                    """);

    private static final List<String> OF_PROVIDER =
            List.of(
                    """
                    delete from resource_tag where (tenant_id, resource_id, key) in (
                        select tag.tenant_id, tag.resource_id, tag.key
                        from resource r join resource_tag tag on tag.tenant_id = r.tenant_id and tag.resource_id = r.id
                        where r.provider_id = :owner limit :batch)
                    """,
                    """
                    delete from resource where id = any (array(
                        select id from resource where provider_id = :owner limit :batch))
                    """);

    private final JdbcClient jdbc;

    ProviderRemoval(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.DELETION;
    }

    @Override
    public TimeLimits limits() {
        return TimeLimits.LONG;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_PROVIDERS;
    }

    /** What is half removed is seen by nobody and must not stay. */
    @Override
    public boolean cancellable() {
        return false;
    }

    @Override
    public JobOutcome run(JobRun run) {
        UUID provider = run.uuid(PROVIDER);
        for (Optional<UUID> scan = scanOf(run, provider);
                scan.isPresent();
                scan = scanOf(run, provider)) {
            if (!remove(run, OF_SCAN, scan.get())) {
                return JobOutcome.later(Duration.ZERO);
            }
        }
        if (!remove(run, OF_PROVIDER, provider)) {
            return JobOutcome.later(Duration.ZERO);
        }
        return run.finish(
                () -> {
                    // the tenant is locked in front of what belongs to it, as by whoever changes a
                    // group
                    jdbc.sql(GONE).query().singleRow();
                    jdbc.sql(REMOVE).param("id", provider).update();
                    return Map.of();
                });
    }

    private static final String ONE_SCAN =
            """
            select id from scan where provider_id = :provider order by id limit 1
            """;

    private Optional<UUID> scanOf(JobRun run, UUID provider) {
        return run.inTransaction(
                () -> jdbc.sql(ONE_SCAN).param("provider", provider).query(UUID.class).optional());
    }

    /** False if the server stops before everything is gone. */
    private boolean remove(JobRun run, List<String> statements, UUID owner) {
        for (String statement : statements) {
            int removed = BATCH;
            while (removed == BATCH) {
                if (run.stopping()) {
                    return false;
                }
                removed =
                        run.inTransaction(
                                () ->
                                        jdbc.sql(statement)
                                                .param("owner", owner)
                                                .param("batch", BATCH)
                                                .update());
            }
        }
        return true;
    }

    // groups forget it by themselves
    private static final String REMOVE =
            """
            delete from provider where id = :id and deleted_at is not null
            """;

    private static final String GONE = "select provider_gone()";
}
