package dev.bailiwick.posture.access;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who sends the request at hand, and what they may do.
 *
 * @param user the user, or the one on whose behalf a key acts
 * @param tenant the one that the token or key is for
 * @param via what the caller showed
 */
public record Caller(PrincipalId user, TenantId tenant, Standing standing, Via via)
        implements Authority {

    /** What callers show. */
    public enum Via {
        TOKEN,
        /** Bound to one tenant, also where its creator has several. */
        API_KEY
    }

    /**
     * The caller of the request that this thread works for.
     *
     * @throws IllegalStateException outside a request, and at an anonymous endpoint
     */
    public static Caller current() {
        return CurrentAuthority.find()
                .map(Caller.class::cast)
                .orElseThrow(() -> new IllegalStateException("There is no caller here"));
    }

    /**
     * How many of the tenant's providers whoever is at work sees, from 0 to 1; 1 outside a request.
     * For choosing a way, not for deciding about rows.
     */
    public static double visibleShare() {
        return CurrentAuthority.find()
                .map(Caller.class::cast)
                .map(caller -> caller.standing().visibleShare())
                .orElse(1.0);
    }

    public boolean may(Permission permission) {
        return standing.permissions().contains(permission);
    }

    @Override
    public Scope.Tenant scope() {
        return standing.visibility().within(Scope.Tenant.of(tenant).as(user)).at(standing.epoch());
    }

    @Override
    public Set<String> permissions() {
        return standing.permissions().stream()
                .map(Permission::name)
                .collect(Collectors.toUnmodifiableSet());
    }
}
