package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.task.JobId;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/** The first half of deleting a provider: from here on nobody sees anything of it. */
@Component
final class ProviderDeletion {

    private final JdbcClient jdbc;
    private final Jobs jobs;

    ProviderDeletion(JdbcClient jdbc, Jobs jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    private static final String HIDE =
            """
            update provider set deleted_at = now(), updated_at = now() where id = :id and deleted_at is null
            """;

    private static final String FORGET_SECRET =
            """
            delete from provider_secret where provider_id = :id
            """;

    private static final String FORGET_COUNTS =
            """
            update tenant set epoch = epoch + 1 where id = bailiwick.tenant()
            """;

    /**
     * Hides the provider, deletes its credentials and asks for its rows to be removed. Waits for
     * transactions that {@linkplain Providers#hold hold} it. Needs a transaction.
     *
     * @return empty if there is none
     */
    Optional<JobId> ask(UUID provider) {
        if (jdbc.sql(HIDE).param("id", provider).update() == 0) {
            return Optional.empty();
        }
        jdbc.sql(FORGET_SECRET).param("id", provider).update();
        jdbc.sql(FORGET_COUNTS).update();
        return Optional.of(
                jobs.enqueue(
                        JobRequest.of(ProviderRemoval.NAME)
                                .with(ProviderRemoval.PROVIDER, provider)
                                .about(provider)
                                .withoutPrincipal()));
    }
}
