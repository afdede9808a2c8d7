package dev.bailiwick.spring;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.lang.ScopedValue.CallableOp;
import java.util.function.Supplier;

/**
 * Enters scopes as {@link Scopes} does and names tenant and principal in the logging context for
 * just as long. Everything of this module that enters a scope does it here.
 */
public final class LoggedScopes {

    /** Keys of the logging context; neither is set where the scope has none. */
    public static final String TENANT = "bailiwick.tenant";

    public static final String PRINCIPAL = "bailiwick.principal";

    private LoggedScopes() {}

    /** As {@link Scopes#call}. */
    public static <R, X extends Throwable> R call(Scope scope, CallableOp<? extends R, X> work)
            throws X {
        return Scopes.call(scope, () -> LoggedScopes.<R, X>named(work));
    }

    /** As {@link Attempt#call}. */
    public static <R, X extends Throwable> R call(
            Scope scope, Supplier<? extends Scope> again, CallableOp<? extends R, X> work)
            throws X {
        return Attempt.call(scope, again, () -> LoggedScopes.<R, X>named(work));
    }

    /** As {@link Scopes#carry(Runnable)}. */
    public static Runnable carry(Runnable work) {
        Runnable named =
                () ->
                        named(
                                () -> {
                                    work.run();
                                    return Boolean.TRUE;
                                });
        return Scopes.carry(named);
    }

    private static <R, X extends Throwable> R named(CallableOp<? extends R, X> work) throws X {
        String tenantBefore = MDC.get(TENANT);
        String principalBefore = MDC.get(PRINCIPAL);
        name(TENANT, Scopes.currentTenant().map(TenantId::toString).orElse(null));
        name(PRINCIPAL, Scopes.currentPrincipal().map(PrincipalId::toString).orElse(null));
        try {
            return work.call();
        } finally {
            name(TENANT, tenantBefore);
            name(PRINCIPAL, principalBefore);
        }
    }

    private static void name(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
