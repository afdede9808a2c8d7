package dev.bailiwick.posture.removal;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.ProviderDeletion;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The second half of deleting a provider: removes its rows, scan by scan, and at last its own. */
@Component
final class ProviderRemoval implements RemovalJob {

    private final JdbcClient jdbc;
    private final ProviderDeletion deletion;
    private final Removal removal;

    ProviderRemoval(JdbcClient jdbc, ProviderDeletion deletion, Removal removal) {
        this.jdbc = jdbc;
        this.deletion = deletion;
        this.removal = removal;
    }

    @Override
    public String name() {
        return ProviderDeletion.JOB;
    }

    @Override
    public boolean outlivesProvider() {
        return true;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_PROVIDERS;
    }

    @Override
    public JobOutcome run(JobRun run) {
        UUID provider = run.provider();
        run.inTransaction(() -> deletion.cancelRest(provider));
        if (!removal.ofProvider(run, provider)) {
            return JobOutcome.later(Duration.ZERO);
        }
        return run.finish(
                () -> {
                    // the tenant is locked in front of what belongs to it, as by whoever changes a
                    // group
                    jdbc.sql(GONE).query().singleRow();
                    jdbc.sql(REMOVE).param("id", provider).update();
                    // behind it, which waits for who has just told of it
                    jdbc.sql(FORGET_NUMBER).param("id", provider).update();
                    return Map.of();
                });
    }

    // groups forget it by themselves
    private static final String REMOVE =
            """
            delete from provider where id = :id and deleted_at is not null
            """;

    // the next one of the same number is another: who sees that is not to see what was of this one
    private static final String FORGET_NUMBER =
            """
            update ingestion set provider_nos = null where bailiwick.number_of(:id) = any (provider_nos)
            """;

    private static final String GONE = "select provider_gone()";
}
