package dev.bailiwick.spring.scope;

import dev.bailiwick.core.TenantId;

import java.util.List;

/** The tenants that {@link InEachTenant} goes through. The application gives one bean of it. */
@FunctionalInterface
public interface ActiveTenants {

    /** Asked at each round, outside any scope: enter the one in which the tenants can be read. */
    List<TenantId> list();
}
