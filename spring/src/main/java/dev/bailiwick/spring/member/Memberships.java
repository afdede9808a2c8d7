package dev.bailiwick.spring.member;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.LoggedScopes;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.jspecify.annotations.Nullable;

import java.lang.ScopedValue.CallableOp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Checks memberships anew each time; remembers nothing. Work that lives long, such as a connection
 * to a browser or a job that is tried again, goes through here each time it does something.
 */
public final class Memberships implements AutoCloseable {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TenantMembership membership;
    private final Watches watches;
    private final RefusalAudit refusals;

    /** What is open is asked about every second. */
    public Memberships(TenantMembership membership) {
        this(membership, SECOND);
    }

    /**
     * @param every how often what is open is asked about
     */
    public Memberships(TenantMembership membership, Duration every) {
        this(membership, every, RefusalAudit.none());
    }

    /**
     * @param refusals hears of who is asked for and is no member, or none at present
     */
    public Memberships(TenantMembership membership, Duration every, RefusalAudit refusals) {
        this.membership = membership;
        this.refusals = refusals;
        this.watches = new Watches(who -> standing(who.principal(), who.tenant()), every);
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
        Scope asked = Scope.Tenant.of(tenant).as(principal);
        switch (standing) {
            case Standing.Member _ -> {}
            case Standing.Suspended _ -> refusals.refused(asked, Rule.SUSPENDED);
            case Standing.Stranger _ -> refusals.refused(asked, Rule.NOT_MEMBER);
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
     * As {@link #call}, for the current scope: for what follows a change of authority in the same
     * request, whose scope rests on what was before. Where a transaction is open the change and
     * what follows are in it, and need none of this.
     *
     * @throws MembershipLostException if the change took the membership itself
     * @throws dev.bailiwick.core.ScopeRequiredException outside the scope of one tenant
     */
    public <R, X extends Throwable> R anew(CallableOp<? extends R, X> work) throws X {
        return call(Scopes.requireTenant(), work);
    }

    /**
     * Runs {@code lost}, once and on a thread of its own, when the principal of {@code scope} no
     * longer holds in its tenant all that it holds now: for a stream to a browser, which would go
     * on by itself otherwise. Asked every second, or as it was set, about some at once; who cannot
     * be asked about, or is not answered for within half a minute, has lost it.
     *
     * @return to be closed when the stream ends by itself
     * @throws IllegalArgumentException for a scope without a principal: nobody can be asked about
     * @throws MembershipLostException if there is no authority to begin with
     * @throws AuthorityMovedException if it has moved since {@code scope} was derived from it
     */
    public Watch watch(Scope.Tenant scope, Runnable lost) {
        return watch(scope, null, lost);
    }

    /**
     * As {@link #watch(Scope.Tenant, Runnable)}, for what rests on more than what is held: on a row
     * that is shared, or that is reached by a team. Behind each change of the authority of the
     * tenant or of the principal, {@code still} is asked, in the scope that the principal has then
     * and on a thread of its own; no, or an exception, is a loss. Where scopes carry no epoch
     * nobody can tell of a change, and it is asked every time.
     */
    public Watch watchWhile(Scope.Tenant scope, BooleanSupplier still, Runnable lost) {
        return watch(scope, still, lost);
    }

    /**
     * As {@link #watch(Scope.Tenant, Runnable)}, in several tenants: it is lost when it is in one
     * of them.
     *
     * @throws MembershipLostException if there is no authority to begin with in one of them
     */
    public Watch watch(Scope.Tenants scope, Runnable lost) {
        whoIsIn(scope, scope.principal());
        AtomicBoolean told = new AtomicBoolean();
        List<Watch> each = new CopyOnWriteArrayList<>();
        Watch all = () -> each.forEach(Watch::close);
        Runnable once =
                () -> {
                    if (told.compareAndSet(false, true)) {
                        all.close();
                        lost.run();
                    }
                };
        boolean begun = false;
        try {
            scope.tenants().forEach(tenant -> each.add(watch(scope.one(tenant), null, once)));
            begun = true;
        } finally {
            if (!begun) {
                told.set(true);
            }
            if (told.get()) { // also by one that was lost while the others were begun
                all.close();
            }
        }
        return all;
    }

    /**
     * As {@link #watchWhile(Scope.Tenant, BooleanSupplier, Runnable)}, for a guest: who must be an
     * active member at home. What is shared with a guest may end without a change of authority at
     * home, so {@code still} is asked every time, in the scope of the guest, as much as eight of
     * them at once.
     *
     * @throws MembershipLostException if the guest is no active member at home to begin with
     */
    public Watch watchWhile(Scope.Guest scope, BooleanSupplier still, Runnable lost) {
        if (!(standing(scope.principal(), scope.home()) instanceof Standing.Member)) {
            throw new MembershipLostException(scope);
        }
        Scope anew = new Scope.Guest(scope.host(), scope.home(), scope.principal());
        return watches.add(
                new Watched.Who(scope.principal(), scope.home()),
                Watched.Ground.asked(still, anew),
                lost);
    }

    private static PrincipalId whoIsIn(Scope scope, @Nullable PrincipalId principal) {
        if (principal == null) {
            throw new IllegalArgumentException(
                    "Nobody is in the scope whose authority could be lost: " + scope.described());
        }
        return principal;
    }

    private Watch watch(Scope.Tenant scope, @Nullable BooleanSupplier still, Runnable lost) {
        PrincipalId principal = whoIsIn(scope, scope.principal());
        if (!(standing(principal, scope.tenant()) instanceof Standing.Member(Authority now))) {
            throw new MembershipLostException(scope);
        }
        if (scope.epoch() != null && !scope.epoch().equals(((Scope.Tenant) now.scope()).epoch())) {
            throw new AuthorityMovedException(scope);
        }
        Watched.Ground ground =
                still == null ? Watched.Ground.held(now) : Watched.Ground.held(now, still);
        return watches.add(new Watched.Who(principal, scope.tenant()), ground, lost);
    }

    /** Watches nothing any longer. */
    @Override
    public void close() {
        watches.close();
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
