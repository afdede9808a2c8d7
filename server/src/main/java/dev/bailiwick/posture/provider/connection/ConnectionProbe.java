package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Credentials;

/** Asks providers of some kinds who one is there. A bean of whatever scans them. */
public interface ConnectionProbe {

    boolean probes(ProviderKind kind);

    /**
     * Asks; changes nothing there. Called outside any transaction.
     *
     * @return also where nobody answers, or answers that it is another account
     * @throws InterruptedException when it takes too long, or the server stops
     */
    ConnectionResult probe(ProviderAccount account, Credentials credentials)
            throws InterruptedException;
}
