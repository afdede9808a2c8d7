package dev.bailiwick.posture.scan.engine;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.provider.ProviderKind;

import java.util.Objects;
import java.util.UUID;

/**
 * What is to be scanned.
 *
 * @param tenant whose it is
 * @param provider its id here
 * @param uid what identifies it out there
 */
public record ProviderAccount(TenantId tenant, UUID provider, ProviderKind kind, String uid) {

    public ProviderAccount {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(uid, "uid");
    }
}
