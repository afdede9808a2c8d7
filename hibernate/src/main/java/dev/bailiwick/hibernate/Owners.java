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
            owner.get().references(object).forEach(this::checkReferred);
        }
    }

    private void checkReferred(Object entity) {
        loaded(entity)
                .ifPresent(
                        object ->
                                owner(object.getClass())
                                        .ifPresent(
                                                owner ->
                                                        checkTenant(object, owner, Handling.HELD)));
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
        String what = "The " + entity.getClass().getSimpleName();
        Optional<TenantId> tenant = owner.tenantOf(entity);
        switch (scope) {
            case Scope.Tenant one -> {
                checkAmong(what, tenant, Set.of(one.tenant()));
                checkOrigin(entity, what, one);
            }
            case Scope.Tenants several when handling == Handling.HELD ->
                    checkAmong(what, tenant, several.tenants());
            case Scope.Tenants several -> checkAmong(what, tenant, named(what, several));
            case Scope.Maintenance _ -> {
                if (tenant.isEmpty() && owner.namesTenant()) {
                    throw ScopeRequiredException.wrongKind(
                            what + " that names no tenant",
                            scope,
                            "Set its tenant: maintenance belongs to none.");
                }
            }
            case Scope.Global _, Scope.Identity _ ->
                    throw ScopeRequiredException.wrongKind(what, scope);
        }
    }

    private static void checkAmong(String what, Optional<TenantId> tenant, Set<TenantId> among) {
        tenant.filter(own -> !among.contains(own))
                .ifPresent(
                        own -> {
                            throw new ScopeMismatchException(what, Scope.Tenant.of(own));
                        });
    }

    private static Set<TenantId> named(String what, Scope.Tenants scope) {
        TenantId named = scope.named();
        if (named == null) {
            throw ScopeRequiredException.wrongKind(
                    what, scope, "Name the tenant that rows are written of, with naming.");
        }
        return Set.of(named);
    }

    private void checkOrigin(Object entity, String what, Scope.Tenant own) {
        if (origins.of(entity).orElse(own) instanceof Scope.Tenant from
                && !from.tenant().equals(own.tenant())) {
            throw new ScopeMismatchException(what, from);
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
}
