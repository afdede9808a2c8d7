package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a scope of one tenant or of several reaches, for comparing two of them. */
record Reach(
        Set<TenantId> tenants,
        @Nullable PrincipalId principal,
        Map<Dimension<?>, String> narrowing,
        Map<TenantId, Epoch> epochs) {

    /**
     * The first thing that {@code inner} reaches and {@code outer} does not, as the object of a
     * sentence; empty if there is none.
     */
    static Optional<String> beyond(Scope outer, Scope inner) {
        if (outer instanceof Scope.Maintenance) {
            return Optional.empty();
        }
        return switch (inner) {
            case Scope.Global _ -> Optional.empty();
            case Scope.Maintenance _ -> Optional.of("all tenants");
            case Scope.Identity(PrincipalId principal) -> identity(outer, principal);
            // a member of the host does not reach the same by being one
            case Scope.Guest guest ->
                    guest(outer, guest) ? Optional.empty() : Optional.of(inner.described());
            case Scope.Tenant _, Scope.Tenants _ ->
                    of(outer)
                            .map(reach -> reach.beyond(of(inner).orElseThrow()))
                            .orElseGet(() -> Optional.of(inner.described()));
        };
    }

    private static boolean guest(Scope outer, Scope.Guest inner) {
        return outer instanceof Scope.Guest own
                && (own.equals(inner)
                        || (own.epoch() == null
                                && own.equals(
                                        new Scope.Guest(
                                                inner.host(), inner.home(), inner.principal()))));
    }

    /** The tenant that a new row belongs to. */
    static Optional<TenantId> writing(Scope scope) {
        return switch (scope) {
            case Scope.Tenant tenant -> Optional.of(tenant.tenant());
            case Scope.Tenants several -> Optional.ofNullable(several.named());
            case Scope.Guest _, Scope.Identity _, Scope.Global _, Scope.Maintenance _ ->
                    Optional.empty();
        };
    }

    static Optional<PrincipalId> acting(Scope scope) {
        return switch (scope) {
            case Scope.Identity(PrincipalId principal) -> Optional.of(principal);
            case Scope.Guest guest -> Optional.of(guest.principal());
            case Scope.Tenant _, Scope.Tenants _, Scope.Global _, Scope.Maintenance _ ->
                    of(scope).flatMap(reach -> Optional.ofNullable(reach.principal));
        };
    }

    /** The same in one tenant, whichever it is. */
    Scope.Tenant in(TenantId tenant) {
        return new Scope.Tenant(tenant, principal, narrowing, epochs.get(tenant));
    }

    /** Empty for a scope without a tenant. */
    static Optional<Reach> of(Scope scope) {
        return switch (scope) {
            case Scope.Tenant tenant ->
                    Optional.of(
                            new Reach(
                                    Set.of(tenant.tenant()),
                                    tenant.principal(),
                                    tenant.narrowing(),
                                    tenant.epoch() == null
                                            ? Map.of()
                                            : Map.of(tenant.tenant(), tenant.epoch())));
            case Scope.Tenants several ->
                    Optional.of(
                            new Reach(
                                    several.tenants(),
                                    several.principal(),
                                    several.narrowing(),
                                    several.epochs()));
            case Scope.Guest _, Scope.Identity _, Scope.Global _, Scope.Maintenance _ ->
                    Optional.empty();
        };
    }

    /** A principal's own rows are seen within a tenant too, but then authority is looked after. */
    private static Optional<String> identity(Scope outer, PrincipalId principal) {
        boolean same =
                outer.equals(new Scope.Identity(principal))
                        || of(outer)
                                .filter(reach -> principal.equals(reach.principal))
                                .filter(reach -> reach.epochs.isEmpty())
                                .isPresent();
        return same ? Optional.empty() : Optional.of("rows of principal " + principal);
    }

    private Optional<String> beyond(Reach inner) {
        for (TenantId tenant : inner.tenants) {
            if (!tenants.contains(tenant)) {
                return Optional.of("tenant " + tenant);
            }
        }
        if (inner.principal != null && !inner.principal.equals(principal)) {
            return Optional.of("rows of principal " + inner.principal);
        }
        if (!epochs.isEmpty()
                && inner.tenants.stream()
                        .anyMatch(
                                tenant ->
                                        !Objects.equals(
                                                epochs.get(tenant), inner.epochs.get(tenant)))) {
            return Optional.of("what the authority of another epoch allowed");
        }
        for (Map.Entry<Dimension<?>, String> part : inner.narrowing.entrySet()) {
            String own = narrowing.getOrDefault(part.getKey(), "");
            if (!Narrowing.covers(part.getKey(), own, part.getValue())) {
                return Optional.of("more of " + part.getKey());
            }
        }
        return Optional.empty();
    }
}
