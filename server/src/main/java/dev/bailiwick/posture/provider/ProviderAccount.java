package dev.bailiwick.posture.provider;

import dev.bailiwick.core.TenantId;

import java.util.Objects;
import java.util.UUID;

/**
 * The account that a provider stands for.
 *
 * @param tenant whose provider it is
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
