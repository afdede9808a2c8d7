package dev.bailiwick.posture.scan.engine;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.credential.Credentials;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One scan that is to be made.
 *
 * @param scan its id; the same in every attempt
 * @param credentials empty if the provider has none
 * @param choice what of the account is wanted
 */
public record ScanOrder(
        UUID scan, ProviderAccount account, Optional<Credentials> credentials, Choice choice) {

    public ScanOrder {
        Objects.requireNonNull(scan, "scan");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(choice, "choice");
    }

    /**
     * The provider's credentials, for a scanner that cannot do without.
     *
     * @throws ScanFailedException if it has none
     */
    public Credentials requireCredentials() {
        return credentials.orElseThrow(
                () -> ScanFailedException.notConnected("The provider has no credentials."));
    }
}
