package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.secret.Opened;
import dev.bailiwick.posture.provider.secret.ProviderSecrets;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.attempt.TimeLimits;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The task behind {@code POST /providers/{id}/connection}. */
@Component
final class ConnectionCheck implements JobHandler {

    static final String NAME = "provider-connection-check";

    private static final ConnectionResult GONE =
            ConnectionResult.refused("The provider has been deleted.");
    private static final ConnectionResult NO_CREDENTIALS =
            ConnectionResult.refused("The provider has no credentials.");

    /** The answer to other credentials than the provider has by now is none. */
    private static final ConnectionResult OTHER_CREDENTIALS =
            ConnectionResult.refused("Other credentials came in the meantime. Ask again.");

    private final JdbcClient jdbc;
    private final Providers providers;
    private final ProviderSecrets secrets;
    private final ObjectProvider<ConnectionProbe> probes;
    private final SlowProbes slow;

    ConnectionCheck(
            JdbcClient jdbc,
            Providers providers,
            ProviderSecrets secrets,
            ObjectProvider<ConnectionProbe> probes,
            SlowProbes slow) {
        this.jdbc = jdbc;
        this.providers = providers;
        this.secrets = secrets;
        this.probes = probes;
        this.slow = slow;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.CHECKS;
    }

    @Override
    public TimeLimits limits() {
        return TimeLimits.SHORT;
    }

    /** What cannot be asked is asked again by whoever wants to know. */
    @Override
    public boolean retries(Exception cause) {
        return false;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_PROVIDERS;
    }

    /** What is asked with which credentials. */
    private record Question(ProviderAccount account, Opened opened) {}

    @Override
    public JobOutcome run(JobRun run) throws InterruptedException {
        UUID provider = run.provider();
        Optional<Question> question = run.inTransaction(() -> question(provider));
        if (question.isEmpty()) {
            return JobOutcome.done(shown(GONE));
        }
        ProviderAccount account = question.get().account();
        return switch (question.get().opened()) {
            case Opened.None() -> {
                Optional<Credentials> nobody = Credentials.ofNobody(account.kind(), account.uid());
                yield nobody.isPresent()
                        ? asked(
                                run,
                                new Asked(account, nobody.get()),
                                result -> writtenOfNobody(provider, result))
                        : run.finish(() -> writtenOfNobody(provider, NO_CREDENTIALS));
            }
            case Opened.Unreadable(String reason) ->
                    run.finish(() -> written(provider, ConnectionResult.refused(reason)));
            case Opened.Found found ->
                    asked(
                            run,
                            new Asked(account, found.credentials()),
                            result -> written(provider, found, result));
        };
    }

    private record Asked(ProviderAccount account, Credentials credentials) {}

    /**
     * @param write what came of it, in the job's last transaction
     */
    private JobOutcome asked(
            JobRun run, Asked asked, Function<ConnectionResult, Map<String, Object>> write)
            throws InterruptedException {
        ProviderKind kind = asked.account().kind();
        Optional<ConnectionProbe> found =
                probes.orderedStream().filter(each -> each.probes(kind)).findFirst();
        if (found.isEmpty()) {
            ConnectionResult nothing =
                    ConnectionResult.refused(
                            "Nothing on this server scans providers of the kind '%s'."
                                    .formatted(kind.word()));
            return run.finish(() -> write.apply(nothing));
        }
        ConnectionProbe probe = found.get();
        TenantId tenant = asked.account().tenant();
        if (!slow.enter(probe, tenant)) {
            return JobOutcome.later(run.inTransaction(this::pause));
        }
        ConnectionResult result;
        try {
            result =
                    Patience.within(
                            probe.patience(),
                            () -> probe.probe(asked.account(), asked.credentials()));
        } finally {
            slow.leave(probe, tenant);
        }
        return run.finish(() -> write.apply(result));
    }

    private static final String CHECKS =
            """
            select count(*) from job
            where name = :name and key is not null and state in ('available', 'scheduled', 'executing')
            """;

    private static final int TRIES_A_SECOND = 2;
    private static final int LONGEST_PAUSE_SECONDS = 30;

    /** So that those of one tenant come back at the same rate however many they are. */
    private Duration pause() {
        int checks = jdbc.sql(CHECKS).param("name", NAME).query(Integer.class).single();
        return Duration.ofSeconds(Math.clamp(checks / TRIES_A_SECOND, 1, LONGEST_PAUSE_SECONDS));
    }

    private static final String ACCOUNT =
            """
            select provider, uid from provider where id = :id and deleted_at is null
            """;

    private Optional<Question> question(UUID provider) {
        return jdbc.sql(ACCOUNT)
                .param("id", provider)
                .query(
                        (row, n) ->
                                new ProviderAccount(
                                        Scopes.requireTenant().tenant(),
                                        provider,
                                        ProviderKind.of(row.getString("provider")).orElseThrow(),
                                        row.getString("uid")))
                .optional()
                .map(account -> new Question(account, secrets.open(provider)));
    }

    /** Nobody gives the provider other credentials between the question and the note. */
    private Map<String, Object> written(
            UUID provider, Opened.Found found, ConnectionResult result) {
        return providers.lock(provider) && secrets.has(provider, found.version())
                ? written(provider, result)
                : shown(OTHER_CREDENTIALS);
    }

    private Map<String, Object> writtenOfNobody(UUID provider, ConnectionResult result) {
        return providers.lock(provider) && secrets.open(provider) instanceof Opened.None
                ? written(provider, result)
                : shown(OTHER_CREDENTIALS);
    }

    private Map<String, Object> written(UUID provider, ConnectionResult result) {
        providers.connection(provider, result.isConnected());
        return shown(result);
    }

    @SuppressWarnings("NullAway") // results of tasks may hold null, and this one says so to clients
    private static Map<String, Object> shown(ConnectionResult result) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("connected", result.isConnected());
        shown.put("error", result.error());
        return shown;
    }
}
