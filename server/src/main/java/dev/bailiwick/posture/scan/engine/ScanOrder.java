package dev.bailiwick.posture.scan.engine;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.credential.Credentials;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.UUID;

/**
 * One scan that is to be made.
 *
 * @param scan its id; the same in every attempt
 * @param attempt from 1; an earlier one may not know yet that it was taken for dead
 * @param credentials null if the provider has none
 * @param choice what of the account is wanted
 */
public record ScanOrder(
        UUID scan,
        int attempt,
        ProviderAccount account,
        @Nullable Credentials credentials,
        Choice choice) {

    public ScanOrder {
        Objects.requireNonNull(scan, "scan");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(choice, "choice");
    }

    /**
     * The provider's credentials, for a scanner that cannot do without.
     *
     * @throws ScanFailedException if it has none
     */
    public Credentials requireCredentials() {
        if (credentials == null) {
            throw ScanFailedException.notConnected("The provider has no credentials.");
        }
        return credentials;
    }
}
