package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
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
        return Described.of(this);
    }

    /**
     * Whether {@code inner} reaches no row that this scope does not: the same principal or none,
     * tenants that are among this scope's, no more of any dimension, and the same epoch if this one
     * has one. Which of several tenants is named does not count, since naming one grants nothing.
     */
    default boolean covers(Scope inner) {
        return Reach.beyond(this, inner).isEmpty();
    }

    /**
     * One tenant, as one principal or, for work that nobody in particular asked for, as none.
     *
     * @param narrowing setting text by dimension; see {@link Dimension#of} for one that is missing
     * @param epoch the authority that this scope was derived from; null if none is kept
     */
    record Tenant(
            TenantId tenant,
            @Nullable PrincipalId principal,
            Map<Dimension<?>, String> narrowing,
            @Nullable Epoch epoch)
            implements Scope {

        public Tenant {
            Objects.requireNonNull(tenant, "tenant");
            narrowing = Map.copyOf(narrowing);
        }

        public static Tenant of(TenantId tenant) {
            return new Tenant(tenant, null, Map.of(), null);
        }

        public Tenant as(PrincipalId newPrincipal) {
            return new Tenant(tenant, newPrincipal, narrowing, epoch);
        }

        /** This scope, narrowed to {@code value} in {@code dimension}. */
        public <T> Tenant with(Dimension<T> dimension, T value) {
            return new Tenant(
                    tenant, principal, Narrowing.more(narrowing, dimension, value), epoch);
        }

        /** This scope, as derived from the authority of {@code newEpoch}. */
        public Tenant at(Epoch newEpoch) {
            return new Tenant(tenant, principal, narrowing, newEpoch);
        }
    }

    /**
     * Several tenants: the rows of all of them are read, and those of one of them, which must be
     * named, are written. Without tenants it reaches no tenant's row. All tenants is never such a
     * scope, but {@link Maintenance}.
     *
     * <p>Meant for tens or hundreds: the whole set travels with each transaction. The database
     * serves it to a role of its own, so that scopes of one tenant keep their faster policies.
     *
     * @param named the one that new, changed and removed rows belong to; one of {@code tenants}, or
     *     null for reading alone
     * @param narrowing setting text by dimension, for all of them
     * @param epochs the authority in each of them that this scope was derived from; empty if none
     *     is kept
     */
    record Tenants(
            Set<TenantId> tenants,
            @Nullable TenantId named,
            @Nullable PrincipalId principal,
            Map<Dimension<?>, String> narrowing,
            Map<TenantId, Epoch> epochs)
            implements Scope {

        public Tenants {
            tenants = Set.copyOf(tenants);
            narrowing = Map.copyOf(narrowing);
            epochs = Map.copyOf(epochs);
            if (named != null && !tenants.contains(named)) {
                throw new IllegalArgumentException(
                        "Tenant %s is named but is not among the %d of the scope"
                                .formatted(named, tenants.size()));
            }
            if (!epochs.isEmpty() && !epochs.keySet().equals(tenants)) {
                throw new IllegalArgumentException(
                        "Of %d tenants %d have an epoch: it takes one for each, and for no others"
                                .formatted(tenants.size(), epochs.size()));
            }
        }

        public static Tenants of(Set<TenantId> tenants) {
            return new Tenants(tenants, null, null, Map.of(), Map.of());
        }

        public static Tenants of(TenantId... tenants) {
            return of(Set.of(tenants));
        }

        /**
         * The scopes that one principal has in several tenants, as one, each with its epoch.
         *
         * @throws IllegalArgumentException if two are of one tenant, or of two principals, or are
         *     not narrowed alike, or if some carry an epoch and others do not
         */
        public static Tenants together(Collection<Tenant> scopes) {
            return Together.of(scopes);
        }

        public Tenants as(PrincipalId newPrincipal) {
            return new Tenants(tenants, named, newPrincipal, narrowing, epochs);
        }

        /**
         * This scope, in which rows of {@code tenant} are written.
         *
         * @throws IllegalArgumentException if it is not one of them
         */
        public Tenants naming(TenantId tenant) {
            Objects.requireNonNull(tenant, "tenant");
            return new Tenants(tenants, tenant, principal, narrowing, epochs);
        }

        /** This scope, narrowed to {@code value} in {@code dimension}, in all of its tenants. */
        public <T> Tenants with(Dimension<T> dimension, T value) {
            return new Tenants(
                    tenants, named, principal, Narrowing.more(narrowing, dimension, value), epochs);
        }

        /**
         * This scope, as derived from the authority of these epochs.
         *
         * @throws IllegalArgumentException if one of the tenants has none
         */
        public Tenants at(Map<TenantId, Epoch> newEpochs) {
            return new Tenants(tenants, named, principal, narrowing, newEpochs);
        }

        /**
         * The scope of one of them, alone.
         *
         * @throws IllegalArgumentException if it is not one of them
         */
        public Tenant one(TenantId tenant) {
            if (!tenants.contains(tenant)) {
                throw new IllegalArgumentException(
                        "Tenant %s is not among the %d of the scope"
                                .formatted(tenant, tenants.size()));
            }
            return new Tenant(tenant, principal, narrowing, epochs.get(tenant));
        }
    }

    /**
     * What another tenant shares with a principal, or with the tenant that the principal is at home
     * in: rows that are shared outside, no others of the host, and reading alone. The database
     * serves it to a role of its own, and asks with each statement what is shared then.
     *
     * @param host whose rows they are
     * @param home a tenant that the principal is a member of
     * @param epoch the authority in both that this scope was derived from; null if none is kept
     */
    record Guest(TenantId host, TenantId home, PrincipalId principal, @Nullable Epoch epoch)
            implements Scope {

        public Guest {
            Objects.requireNonNull(principal, "principal");
            if (host.equals(home)) {
                throw new IllegalArgumentException("Nobody is a guest at home, in " + home);
            }
        }

        public Guest(TenantId host, TenantId home, PrincipalId principal) {
            this(host, home, principal, null);
        }

        /** This scope, as derived from the authority of {@code newEpoch}. */
        public Guest at(Epoch newEpoch) {
            return new Guest(host, home, principal, newEpoch);
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
     * @param limit how long the work may take, from entering the scope on; within other maintenance
     *     no longer than that has left
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
