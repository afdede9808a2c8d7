package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.task.housekeeping.Batches;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Ends uploads whose job is over without having ended them: what was written and nobody has seen
 * goes. In a maintenance scope.
 */
@Component
final class FailedUploads {

    private static final Logger log = LoggerFactory.getLogger(FailedUploads.class);

    private final JdbcClient jdbc;

    FailedUploads(@Qualifier("maint") DataSource maintenance) {
        this.jdbc = JdbcClient.create(maintenance);
    }

    /**
     * @param published whether all that it tells of findings is seen: scans are published together
     */
    record Failed(UUID tenant, UUID ingestion, boolean published) {}

    private static final String REMOVE_FINDINGS =
            """
            delete from finding f
            using (select f.tenant_id, f.id
                   from ingestion i
                   cross join unseen_scans(i) s (id)
                   join finding f on f.tenant_id = i.tenant_id and f.scan_id = s.id
                   where i.tenant_id = :of_tenant and i.id = :ingestion
                   limit :batch) gone
            where f.tenant_id = gone.tenant_id and f.id = gone.id
            """;

    private static final String REMOVE_RESOURCES =
            """
            delete from resource r
            using (select r.tenant_id, r.id
                   from ingestion i
                   cross join unseen_scans(i) s (id)
                   join resource r on r.tenant_id = i.tenant_id and r.first_scan_id = s.id
                   where i.tenant_id = :of_tenant and i.id = :ingestion
                   limit :batch) gone
            where r.tenant_id = gone.tenant_id and r.id = gone.id
            """;

    private static final String AWAIT_DELETIONS =
            """
            select p.id
            from provider p
            where p.tenant_id = :of_tenant
              and p.id in (select s.provider_id from scan s where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion)
            order by p.id
            for share
            """;

    private static final List<String> REMOVE_REST =
            List.of(
                    """
                    delete from scan_breakdown b using ingestion i, unseen_scans(i) s (id)
                    where i.tenant_id = :of_tenant and i.id = :ingestion and b.tenant_id = i.tenant_id and b.scan_id = s.id
                    """,
                    """
                    delete from scan_count c using ingestion i, unseen_scans(i) s (id)
                    where i.tenant_id = :of_tenant and i.id = :ingestion and c.tenant_id = i.tenant_id and c.scan_id = s.id
                    """,
                    """
                    delete from scan_resource r using ingestion i, unseen_scans(i) s (id)
                    where i.tenant_id = :of_tenant and i.id = :ingestion and r.tenant_id = i.tenant_id and r.scan_id = s.id
                    """,
                    """
                    delete from resource_change c using ingestion i, unseen_scans(i) s (id)
                    where i.tenant_id = :of_tenant and i.id = :ingestion and c.tenant_id = i.tenant_id and c.scan_id = s.id
                    """,
                    """
                    delete from ingestion_chunk c where c.tenant_id = :of_tenant and c.ingestion_id = :ingestion
                    """,
                    """
                    update scan set state = 'failed', completed_at = now(), updated_at = now()
                    from ingestion i, unseen_scans(i) s (id)
                    where i.tenant_id = :of_tenant and i.id = :ingestion and scan.tenant_id = i.tenant_id and scan.id = s.id
                      and scan.state <> 'cancelled'
                    """,
                    """
                    insert into ingestion_error (tenant_id, ingestion_id, reason)
                    values (:of_tenant, :ingestion, 'Writing the file failed; send it again')
                    """,
                    """
                    update ingestion
                    set status = 'failed', reason = 'Writing the file failed; send it again', processed = 0,
                        stored_bytes = 0, completed_at = now()
                    where tenant_id = :of_tenant and id = :ingestion and status in ('pending', 'processing')
                    """);

    /**
     * Of an ingestion that failed behind the publication, or whose scan was deleted before: what it
     * tells of findings stays.
     */
    private static final List<String> LEAVE =
            List.of(
                    """
                    delete from ingestion_chunk c where c.tenant_id = :of_tenant and c.ingestion_id = :ingestion
                    """,
                    """
                    delete from resource_change c using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion
                      and c.tenant_id = s.tenant_id and c.scan_id = s.id
                    """,
                    """
                    insert into ingestion_error (tenant_id, ingestion_id, reason)
                    values (:of_tenant, :ingestion, 'Some resources keep their earlier description; send the file again')
                    """,
                    """
                    update ingestion set status = 'completed', stored_bytes = 0, completed_at = now()
                    where tenant_id = :of_tenant and id = :ingestion and status in ('pending', 'processing')
                    """);

    /** What an ordered scan has taken in has no reader but the scan. */
    private static final String FORGET =
            """
            delete from ingestion where tenant_id = :of_tenant and id = :ingestion and scan_id is not null
            """;

    void end(Failed failed) {
        if (failed.published()) {
            LEAVE.forEach(statement -> of(failed, statement).update());
            log.warn(
                    "Ingestion {} of tenant {} failed behind its publication",
                    failed.ingestion(),
                    failed.tenant());
        } else {
            remove(failed);
        }
        of(failed, FORGET).update();
    }

    private void remove(Failed failed) {
        removeAll(REMOVE_FINDINGS, failed);
        awaitDeletions(failed);
        removeAll(REMOVE_RESOURCES, failed);
        REMOVE_REST.forEach(statement -> of(failed, statement).update());
        log.warn("Ingestion {} of tenant {} failed", failed.ingestion(), failed.tenant());
    }

    private void removeAll(String statement, Failed failed) {
        Batches.all(most -> of(failed, statement).param("batch", most).update());
    }

    /**
     * Whoever deletes a scan has its provider locked, and leaves its resources to scans whose
     * findings it sees. From here on these scans have none, and are left nothing any more.
     */
    private void awaitDeletions(Failed failed) {
        var _ = of(failed, AWAIT_DELETIONS).query((row, n) -> row.getObject(1, UUID.class)).list();
    }

    private JdbcClient.StatementSpec of(Failed failed, String statement) {
        return jdbc.sql(statement)
                .param("of_tenant", failed.tenant())
                .param("ingestion", failed.ingestion());
    }
}
