package dev.bailiwick.posture.scan.engine;

import java.util.Objects;
import java.util.UUID;

/**
 * One scan that is to be made.
 *
 * @param scan its id; the same in every attempt
 * @param choice what of the account is wanted
 */
public record ScanOrder(UUID scan, ProviderAccount account, Choice choice) {

    public ScanOrder {
        Objects.requireNonNull(scan, "scan");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(choice, "choice");
    }
}
