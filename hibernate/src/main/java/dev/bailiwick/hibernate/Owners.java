package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows of an entity whose it is, and refuses it to a session of another tenant. */
final class Owners {

    /** What is about to be done with an entity. */
    enum Handling {
        /** It is to be added, changed or removed. */
        WRITTEN,
        /** It is in a session, and perhaps not changed at all. */
        HELD
    }

    private final Map<Class<?>, Owner> byClass;
    private final Map<Class<?>, Optional<Owner>> found = new ConcurrentHashMap<>();

    private final Origins origins = new Origins();
    private volatile Accepted accepted = new Accepted(null, "");

    Owners(Map<Class<?>, Owner> byClass) {
        this.byClass = Map.copyOf(byClass);
    }

    /**
     * Lets an entity pass that may be written in the current scope.
     *
     * @throws ScopeMismatchException if it is another tenant's, or refers to one that is
     * @throws ScopeRequiredException if it is a tenant's and the scope is of none
     */
    void check(Object entity, Handling handling) {
        Optional<Object> loaded = loaded(entity);
        if (loaded.isEmpty()) {
            return;
        }
        Object object = loaded.get();
        Optional<Owner> owner = owner(object.getClass());
        if (owner.isPresent()) {
            checkTenant(object, owner.get(), handling);
            owner.get().loadedReferences(object, this::checkReferred);
        }
    }

    private void checkReferred(Object entity) {
        Optional<Object> loaded = loaded(entity);
        if (loaded.isPresent()) {
            Optional<Owner> owner = owner(loaded.get().getClass());
            if (owner.isPresent()) {
                checkTenant(loaded.get(), owner.get(), Handling.HELD);
            }
        }
    }

    /** The entity itself; one that is not loaded tells whose it is by its session alone. */
    private static Optional<Object> loaded(Object entity) {
        if (!(entity instanceof HibernateProxy proxy)) {
            return Optional.of(entity);
        }
        LazyInitializer lazy = proxy.getHibernateLazyInitializer();
        if (lazy.isUninitialized()) {
            checkSession(lazy.getEntityName(), lazy.getSession());
            return Optional.empty();
        }
        return Optional.of(lazy.getImplementation());
    }

    private static void checkSession(
            String entityName, @Nullable SharedSessionContractImplementor session) {
        if (session instanceof PinnedSession pinned) {
            pinned.pin()
                    .scope()
                    .filter(scope -> !Scopes.isCurrent(scope))
                    .ifPresent(
                            scope -> {
                                throw new ScopeMismatchException("The " + entityName, scope);
                            });
        }
    }

    /** An entity was loaded, or has passed and is about to be added, in the current scope. */
    void remember(Object entity) {
        if (owner(entity.getClass()).filter(owner -> !owner.namesTenant()).isPresent()) {
            Scopes.current().ifPresent(scope -> origins.remember(entity, scope));
        }
    }

    private void checkTenant(Object entity, Owner owner, Handling handling) {
        Scope scope = Scopes.require();
        Object tenant = owner.tenantOf(entity);
        if (tenant != null && accepted.holds(scope, tenant)) {
            return;
        }
        switch (scope) {
            case Scope.Tenant one -> {
                checkAmong(entity, tenant, Set.of(one.tenant()));
                checkOrigin(entity, owner, one);
                if (tenant != null) {
                    accepted = new Accepted(one.tenant(), tenant);
                }
            }
            case Scope.Tenants several when handling == Handling.HELD ->
                    checkAmong(entity, tenant, several.tenants());
            case Scope.Tenants several -> checkAmong(entity, tenant, named(entity, several));
            // who writes nothing, as the database sees to
            case Scope.Guest guest -> checkAmong(entity, tenant, Set.of(guest.host()));
            case Scope.Maintenance _ -> {
                if (tenant == null && owner.namesTenant()) {
                    throw ScopeRequiredException.wrongKind(
                            named(entity) + " that names no tenant",
                            scope,
                            "Set its tenant: maintenance belongs to none.");
                }
            }
            case Scope.Global _, Scope.Identity _ ->
                    throw ScopeRequiredException.wrongKind(named(entity), scope);
        }
    }

    private static String named(Object entity) {
        return "The " + entity.getClass().getSimpleName();
    }

    private static void checkAmong(Object entity, @Nullable Object tenant, Set<TenantId> among) {
        if (tenant != null) {
            TenantId own = new TenantId(tenant.toString());
            if (!among.contains(own)) {
                throw new ScopeMismatchException(named(entity), Scope.Tenant.of(own));
            }
        }
    }

    private static Set<TenantId> named(Object entity, Scope.Tenants scope) {
        TenantId named = scope.named();
        if (named == null) {
            throw ScopeRequiredException.wrongKind(
                    named(entity), scope, "Name the tenant that rows are written of, with naming.");
        }
        return Set.of(named);
    }

    private void checkOrigin(Object entity, Owner owner, Scope.Tenant own) {
        if (!owner.namesTenant()
                && origins.of(entity).orElse(own) instanceof Scope.Tenant from
                && !from.tenant().equals(own.tenant())) {
            throw new ScopeMismatchException(named(entity), from);
        }
    }

    private Optional<Owner> owner(Class<?> type) {
        return found.computeIfAbsent(
                type,
                missing -> {
                    for (Class<?> each = missing; each != null; each = each.getSuperclass()) {
                        Owner owner = byClass.get(each);
                        if (owner != null) {
                            return Optional.of(owner);
                        }
                    }
                    return Optional.empty();
                });
    }

    /**
     * What was accepted last, as the attribute holds it: a flush asks the same for many entities.
     */
    private record Accepted(@Nullable TenantId tenant, Object attribute) {

        private boolean holds(Scope scope, Object other) {
            return attribute.equals(other)
                    && scope instanceof Scope.Tenant one
                    && one.tenant().equals(tenant);
        }
    }
}
