package dev.bailiwick.posture.access;

import java.util.Set;

/**
 * How a principal stands in a tenant at this moment.
 *
 * @param credentialsEpoch tokens of an older one are void
 * @param open whether the tenant's status lets its members in
 * @param owner whether the membership is an owner's
 */
public record Standing(
        int credentialsEpoch,
        boolean open,
        boolean owner,
        Set<Permission> permissions,
        Visibility visibility) {

    public Standing {
        permissions = Set.copyOf(permissions);
    }
}
