package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.LoggedScopes;

import org.springframework.aop.ProxyMethodInvocation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One round over all tenants, in which the failure of one is not the next one's. */
final class EachTenant {

    private EachTenant() {}

    /**
     * @param name of the work, for the failure
     * @throws EachTenantException at the end, if it failed for any
     */
    static void run(ProxyMethodInvocation work, String name, List<TenantId> tenants) {
        Map<TenantId, Exception> failures = new LinkedHashMap<>();
        for (TenantId tenant : tenants) {
            try {
                LoggedScopes.call(
                        Scope.Tenant.of(tenant),
                        () -> {
                            // an invocation goes on but once
                            work.invocableClone().proceed();
                            return Boolean.TRUE;
                        });
            } catch (Error error) {
                throw error;
            } catch (Throwable failure) {
                failures.put(
                        tenant,
                        failure instanceof Exception known
                                ? known
                                : new IllegalStateException(failure));
            }
        }
        if (!failures.isEmpty()) {
            throw new EachTenantException(name, tenants.size(), failures);
        }
    }
}
