package dev.bailiwick.spring.member;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.LoggedScopes;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;

import java.lang.ScopedValue.CallableOp;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Checks memberships anew each time; remembers nothing. Work that lives long, such as a connection
 * to a browser or a job that is tried again, goes through here each time it does something.
 */
public final class Memberships {

    private final TenantMembership membership;

    public Memberships(TenantMembership membership) {
        this.membership = membership;
    }

    /**
     * What the application says of the principal now.
     *
     * @throws IllegalStateException if it answers with the scope of somebody else
     */
    public Standing standing(PrincipalId principal, TenantId tenant) {
        Standing standing =
                Scopes.call(
                        new Scope.Identity(principal),
                        () -> membership.standing(principal, tenant));
        if (standing instanceof Standing.Member(Authority authority)
                && !(authority.scope() instanceof Scope.Tenant scope
                        && scope.tenant().equals(tenant)
                        && Objects.equals(scope.principal(), principal))) {
            throw new IllegalStateException(
                    "TenantMembership was asked for principal %s in tenant %s and answered with the scope of %s"
                            .formatted(principal, tenant, authority.scope().described()));
        }
        return standing;
    }

    /**
     * Runs {@code work} in the scope that the principal of {@code earlier} has in its tenant now;
     * without a principal nobody can be asked, and the scope is as it was. If authority moves
     * before anything of the work has reached the database, it is asked for, and the work begun,
     * once more.
     *
     * @throws MembershipLostException if there is none any longer
     * @throws dev.bailiwick.core.AuthorityMovedException if it moves while the work is half done
     */
    public <R, X extends Throwable> R call(Scope.Tenant earlier, CallableOp<? extends R, X> work)
            throws X {
        return LoggedScopes.call(now(earlier), () -> now(earlier), work);
    }

    /**
     * @throws MembershipLostException if the principal of {@code earlier} is no member any longer
     */
    public Scope now(Scope.Tenant earlier) {
        PrincipalId principal = earlier.principal();
        if (principal == null) {
            return earlier;
        }
        return switch (standing(principal, earlier.tenant())) {
            case Standing.Member(Authority authority) -> narrowed(authority.scope(), earlier);
            case Standing.Suspended _, Standing.Stranger _ ->
                    throw new MembershipLostException(earlier);
        };
    }

    /**
     * What the principal may see now, and no more than {@code earlier} was narrowed to.
     *
     * @throws MembershipLostException if a part of it that {@code earlier} was narrowed to is
     *     another now: which of the two is less, texts do not tell
     */
    private static Scope narrowed(Scope now, Scope.Tenant earlier) {
        if (!(now instanceof Scope.Tenant tenant)) {
            return now;
        }
        Map<Dimension<?>, String> narrowing = new HashMap<>(earlier.narrowing());
        tenant.narrowing()
                .forEach(
                        (dimension, text) -> {
                            String before = narrowing.put(dimension, text);
                            if (before != null && !before.equals(text)) {
                                throw new MembershipLostException(earlier);
                            }
                        });
        return new Scope.Tenant(tenant.tenant(), tenant.principal(), narrowing, tenant.epoch());
    }
}
