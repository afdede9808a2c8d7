package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.LoggedScopes;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.beans.factory.ObjectProvider;

import java.util.Optional;
import java.util.Set;

/** Does around a method what it declares. */
final class AroundScope implements MethodInterceptor {

    private final Declarations declarations;
    private final ObjectProvider<ActiveTenants> tenants;

    AroundScope(Declarations declarations, ObjectProvider<ActiveTenants> tenants) {
        this.declarations = declarations;
        this.tenants = tenants;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        Object target = call.getThis();
        Declaration declared =
                target == null ? null : declarations.find(call.getMethod(), target.getClass());
        return switch (declared) {
            case null -> call.proceed();
            case Declaration.NeedsNone() -> call.proceed();
            case Declaration.Enters(Scope scope) -> in(scope, call);
            case Declaration.EntersNamed(int parameter) ->
                    in(named(call.getArguments()[parameter], call), call);
            case Declaration.EntersEach() -> {
                EachTenant.run(
                        (ProxyMethodInvocation) call, name(call), tenants.getObject().list());
                yield null;
            }
            case Declaration.Requires(Set<Class<? extends Scope>> kinds) -> {
                require(kinds, call);
                yield call.proceed();
            }
        };
    }

    private static @Nullable Object in(Scope scope, MethodInvocation call) throws Throwable {
        return LoggedScopes.call(scope, () -> Optional.ofNullable(call.proceed())).orElse(null);
    }

    private static Scope named(@Nullable Object argument, MethodInvocation call) {
        return switch (argument) {
            case TenantId tenant -> of(tenant);
            case Scope.Tenant scope -> scope;
            case CarriesScope carrier -> carrier.scope();
            case null, default ->
                    throw new IllegalArgumentException(
                            name(call) + ": its @InTenant argument is null and names no tenant");
        };
    }

    /** Whoever is in that tenant already stays what they are there. */
    private static Scope of(TenantId tenant) {
        return switch (Scopes.current().orElse(null)) {
            case Scope.Tenant own when own.tenant().equals(tenant) -> own;
            case Scope.Tenants several when several.tenants().contains(tenant) ->
                    several.one(tenant);
            case null, default -> Scope.Tenant.of(tenant);
        };
    }

    private static void require(Set<Class<? extends Scope>> kinds, MethodInvocation call) {
        Scope scope = Scopes.current().orElseThrow(() -> ScopeRequiredException.none(name(call)));
        if (kinds.stream().noneMatch(kind -> kind.isInstance(scope))) {
            throw ScopeRequiredException.wrongKind(name(call), scope);
        }
    }

    private static String name(MethodInvocation call) {
        Object target = call.getThis();
        return Declarations.where(
                target == null ? call.getMethod().getDeclaringClass() : target.getClass(),
                call.getMethod());
    }
}
