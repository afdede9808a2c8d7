package dev.bailiwick.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Makes one scope of several, of which each is one principal's in one tenant. */
final class Together {

    private Together() {}

    static Scope.Tenants of(Collection<Scope.Tenant> scopes) {
        if (scopes.isEmpty()) {
            return Scope.Tenants.of(Set.of());
        }
        Scope.Tenant first = scopes.iterator().next();
        Map<TenantId, Scope.Tenant> byTenant = new HashMap<>();
        Map<TenantId, Epoch> epochs = new HashMap<>();
        for (Scope.Tenant scope : scopes) {
            if (byTenant.putIfAbsent(scope.tenant(), scope) != null) {
                throw new IllegalArgumentException("Two scopes are of tenant " + scope.tenant());
            }
            if (!alike(first).equals(alike(scope))) {
                throw new IllegalArgumentException(
                        "Not of one principal and narrowed alike: %s, %s"
                                .formatted(first.described(), scope.described()));
            }
            if (scope.epoch() != null) {
                epochs.put(scope.tenant(), scope.epoch());
            }
        }
        return new Scope.Tenants(
                byTenant.keySet(), null, first.principal(), first.narrowing(), epochs);
    }

    /** What does not say which tenant it is, and when it was read. */
    private static Scope.Tenants alike(Scope.Tenant scope) {
        return new Scope.Tenants(Set.of(), null, scope.principal(), scope.narrowing(), Map.of());
    }
}
