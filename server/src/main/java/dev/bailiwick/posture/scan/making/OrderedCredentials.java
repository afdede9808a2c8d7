package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.secret.Opened;
import dev.bailiwick.posture.provider.secret.ProviderSecrets;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens the credentials of what is to be scanned. */
@Component
final class OrderedCredentials {

    private final ProviderSecrets secrets;

    OrderedCredentials(ProviderSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The order with the credentials that the provider has now.
     *
     * @throws ScanFailedException if they cannot be opened
     */
    ScanOrder order(JobRun run, Turn.Open turn) {
        return new ScanOrder(
                turn.scan(), run.attempt(), turn.account(), open(run, turn), turn.choice());
    }

    private @Nullable Credentials open(JobRun run, Turn.Open turn) {
        return switch (run.inTransaction(() -> secrets.open(turn.account().provider()))) {
            case Opened.Found found -> found.credentials();
            case Opened.None() ->
                    Credentials.ofNobody(turn.account().kind(), turn.account().uid()).orElse(null);
            case Opened.Unreadable(String reason) -> throw ScanFailedException.notConnected(reason);
        };
    }
}
