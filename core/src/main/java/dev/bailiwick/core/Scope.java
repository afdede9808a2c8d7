package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which rows the work in hand may touch. Immutable; entered with {@link Scopes#call} and never
 * passed by hand.
 */
public sealed interface Scope {

    /** For messages: whose scope it is, without the values it is narrowed to, which may be many. */
    default String described() {
        return switch (this) {
            case Tenant(TenantId tenant, PrincipalId principal, Map<Dimension<?>, String> by) ->
                    "tenant "
                            + tenant
                            + (principal == null ? "" : " as principal " + principal)
                            + (by.isEmpty() ? "" : " narrowed by " + named(by.keySet()));
            case Identity(PrincipalId principal) -> "principal " + principal + " without a tenant";
            case Global() -> "global tables";
            case Maintenance(String reason, Duration _) -> "maintenance (" + reason + ")";
        };
    }

    private static String named(Set<Dimension<?>> dimensions) {
        return String.join(", ", dimensions.stream().map(Dimension::name).sorted().toList());
    }

    /**
     * One tenant, as one principal or, for work that nobody in particular asked for, as none.
     *
     * @param narrowing setting text by dimension; a dimension that a table asks for and that is
     *     missing here shows no row
     */
    record Tenant(
            TenantId tenant, @Nullable PrincipalId principal, Map<Dimension<?>, String> narrowing)
            implements Scope {

        public Tenant {
            Objects.requireNonNull(tenant, "tenant");
            narrowing = Map.copyOf(narrowing);
        }

        public static Tenant of(TenantId tenant) {
            return new Tenant(tenant, null, Map.of());
        }

        public Tenant as(PrincipalId newPrincipal) {
            return new Tenant(tenant, newPrincipal, narrowing);
        }

        /** This scope, narrowed to {@code value} in {@code dimension}. */
        public <T> Tenant with(Dimension<T> dimension, T value) {
            Map<Dimension<?>, String> more = new HashMap<>(narrowing);
            more.put(dimension, dimension.textOf(value));
            return new Tenant(tenant, principal, more);
        }
    }

    /**
     * A principal who has not chosen a tenant yet: the principal's own identity rows, no tenant's.
     */
    record Identity(PrincipalId principal) implements Scope {

        public Identity {
            Objects.requireNonNull(principal, "principal");
        }
    }

    /** Global tables alone: tables of tenants show no row and take none. */
    record Global() implements Scope {}

    /**
     * Named work across tenants, on the maintenance role and pool only.
     *
     * @param reason why, in words that an auditor understands; not blank
     * @param limit how long the work may take
     */
    record Maintenance(String reason, Duration limit) implements Scope {

        public Maintenance {
            if (reason.isBlank()) {
                throw new IllegalArgumentException(
                        "Maintenance needs a reason, for the audit record");
            }
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException(
                        "Maintenance needs a time limit above zero, not " + limit);
            }
        }
    }
}
