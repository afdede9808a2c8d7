package dev.bailiwick.posture.access;

import dev.bailiwick.core.Epoch;

import java.util.Set;

/**
 * How a principal stands in a tenant at this moment.
 *
 * @param credentialsEpoch tokens of an older one are void
 * @param open whether the tenant's status lets its members in
 * @param owner whether the membership is an owner's
 * @param epoch of all this: once it is another, no transaction begins that was derived from this
 * @param visibleShare how many of the tenant's providers are seen, from 0 to 1; some time ago
 */
public record Standing(
        int credentialsEpoch,
        boolean open,
        boolean owner,
        Set<Permission> permissions,
        Visibility visibility,
        Epoch epoch,
        double visibleShare) {

    public Standing {
        permissions = Set.copyOf(permissions);
    }
}
