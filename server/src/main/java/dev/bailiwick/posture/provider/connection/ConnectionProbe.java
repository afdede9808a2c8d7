package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Credentials;

import java.time.Duration;

/** Asks providers of some kinds who one is there. A bean of whatever scans them. */
public interface ConnectionProbe {

    /** Whoever takes longer than this to answer takes up a place of which there are few. */
    Duration USUAL_PATIENCE = Duration.ofSeconds(20);

    boolean probes(ProviderKind kind);

    /**
     * How long an answer is waited for. Whoever is asked is a stranger, who may answer a byte at a
     * time, and holds one of the few threads of all who check connections meanwhile. Less than the
     * limit of the task, which would fail without a word on the connection.
     */
    default Duration patience() {
        return USUAL_PATIENCE;
    }

    /**
     * Asks; changes nothing there. Called outside any transaction.
     *
     * @return also where nobody answers, or answers that it is another account
     * @throws InterruptedException when it takes longer than {@link #patience}, or the server stops
     */
    ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException;
}
