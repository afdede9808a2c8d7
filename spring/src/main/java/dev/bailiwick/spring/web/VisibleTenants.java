package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;

import java.util.List;

/** The tenants that a principal may choose from. The application gives a bean of it for views. */
@FunctionalInterface
public interface VisibleTenants {

    /** Asked in the scope of the principal without a tenant; in the order to be shown. */
    List<VisibleTenant> of(PrincipalId principal);

    /** A tenant, and what people call it. */
    record VisibleTenant(TenantId id, String name) {}
}
