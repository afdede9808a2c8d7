package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Holds a session to the scope that was current when it was opened.
 *
 * <p>A session opened outside any scope is allowed, because frameworks open one at start to look at
 * queries; it can be asked about the mapping and nothing else.
 */
final class Pin {

    private final String what;
    private final @Nullable Scope scope;

    /** Above zero while something is being given back, which shows nothing and takes nothing. */
    private int releasing;

    private Pin(String what, @Nullable Scope scope) {
        this.what = what;
        this.scope = scope;
    }

    /**
     * @param what the session, as the subject of a sentence
     */
    static Pin here(String what) {
        return new Pin(what, Scopes.current().orElse(null));
    }

    /** That of a session of a pinned factory, which has no others. */
    static Pin of(SharedSessionContractImplementor session) {
        return switch (session) {
            case PinnedSession pinned -> pinned.pin();
            case PinnedStatelessSession pinned -> pinned.pin();
            default -> throw new IllegalArgumentException("Not a pinned session: " + session);
        };
    }

    Optional<Scope> scope() {
        return Optional.ofNullable(scope);
    }

    /**
     * Whether entities and collections may come from the second-level cache and go there.
     *
     * <p>Their keys carry the tenant alone, as they must so that a change made in one scope of a
     * tenant is seen in the others: so they are for scopes that see all rows of one tenant.
     */
    boolean caches() {
        return scope instanceof Scope.Tenant tenant && tenant.narrowing().isEmpty();
    }

    /** Whether Hibernate's own condition on the tenant would hide rows that the scope reads. */
    boolean readsSeveral() {
        return scope instanceof Scope.Tenants;
    }

    /**
     * Whether what is changed may be in caches under keys of tenants that the session does not use.
     */
    boolean staleness() {
        return scope instanceof Scope.Tenants || scope instanceof Scope.Maintenance;
    }

    /** What keys of caches carry: the tenant, or the scope where it is not that of one tenant. */
    String keyed(@Nullable String tenant) {
        return tenant == null || tenant.isEmpty() || !(scope instanceof Scope.Tenant)
                ? String.valueOf(scope)
                : tenant;
    }

    /** What keys of cached queries carry: everything that rows may depend on, in one order. */
    List<String> signature() {
        List<String> parts = new ArrayList<>();
        if (scope instanceof Scope.Tenant tenant) {
            parts.add(tenant.tenant().toString());
            parts.add(tenant.principal() == null ? "nobody" : "as " + tenant.principal());
            parts.add(String.valueOf(tenant.epoch()));
            tenant.narrowing().entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getKey().name()))
                    .forEach(
                            entry -> {
                                parts.add(entry.getKey().name());
                                parts.add(entry.getValue());
                            });
        } else {
            parts.add(String.valueOf(scope));
        }
        return parts;
    }

    /** Refuses what is done in another scope than the session's. */
    void check() {
        if (releasing > 0) {
            return;
        }
        if (scope == null) {
            Scopes.current()
                    .ifPresent(
                            current -> {
                                throw ScopeRequiredException.wrongKind(
                                        what + " that was opened outside any scope", current);
                            });
        } else if (!Scopes.isCurrent(scope)) {
            throw new ScopeMismatchException(what, scope);
        }
    }

    /** As {@link #check}, for what has to do with rows: that needs a scope in any case. */
    void use() {
        check();
        if (scope == null && releasing == 0) {
            throw ScopeRequiredException.none(what);
        }
    }

    /** Closing and rolling back are allowed in any scope and in none. */
    void releasing(Runnable work) {
        releasing++;
        try {
            work.run();
        } finally {
            releasing--;
        }
    }
}
