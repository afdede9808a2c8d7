package dev.bailiwick.spring.web;

import dev.bailiwick.core.TenantId;

import java.util.Optional;

/**
 * The names by which requests call tenants. The application gives a bean of it if they are not the
 * tenants' ids: short names in host names, say.
 */
@FunctionalInterface
public interface TenantNames {

    /**
     * Asked outside any scope; empty if there is no such tenant.
     *
     * @throws IllegalArgumentException if {@code name} cannot be the name of any
     */
    Optional<TenantId> find(String name);
}
