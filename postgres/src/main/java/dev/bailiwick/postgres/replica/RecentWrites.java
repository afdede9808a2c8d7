package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process wrote last, by whose rows it may have been: a tenant's, a principal's,
 * everybody's. A reader waits for whatever it could see, in whichever kind of scope it was written.
 * Bounded: what is forgotten is taken to be everybody's, which costs somebody a wait and never a
 * missing row.
 */
final class RecentWrites {

    private static final int MOST = 10_000;

    /** By tenant and by principal, whose identifiers are of two types and so differ. */
    private final Map<Object, LogPosition> last = new LinkedHashMap<>(16, 0.75f, true);

    private LogPosition everybody = LogPosition.START;
    private LogPosition anyPrincipal = LogPosition.START;
    private LogPosition latest = LogPosition.START;

    /** What has been written in the current scope has been written before {@code position}. */
    synchronized void wrote(LogPosition position) {
        latest = latest.later(position);
        switch (Scopes.current().orElse(null)) {
            case Scope.Tenant one -> wrote(position, one.tenant(), one.principal());
            case Scope.Tenants several -> wrote(position, several.named(), several.principal());
            case Scope.Identity(PrincipalId principal) -> wrote(position, null, principal);
            case Scope.Guest _, Scope.Global _, Scope.Maintenance _ ->
                    everybody = everybody.later(position);
            case null -> everybody = everybody.later(position);
        }
    }

    private void wrote(
            LogPosition position, @Nullable Object tenant, @Nullable PrincipalId principal) {
        if (tenant != null) {
            remember(tenant, position);
        }
        if (principal != null) {
            remember(principal, position);
            anyPrincipal = anyPrincipal.later(position);
        }
        if (tenant == null && principal == null) {
            everybody = everybody.later(position);
        }
    }

    private void remember(Object whose, LogPosition position) {
        last.merge(whose, position, LogPosition::later);
        if (last.size() > MOST) {
            Object oldest = last.keySet().iterator().next();
            LogPosition forgotten = last.remove(oldest);
            everybody = forgotten == null ? everybody : everybody.later(forgotten);
        }
    }

    /** Up to where a reader in the current scope must see. */
    synchronized LogPosition last() {
        return switch (Scopes.current().orElse(null)) {
            case Scope.Tenant one -> of(List.of(one.tenant()), one.principal());
            case Scope.Tenants several ->
                    of(new ArrayList<>(several.tenants()), several.principal());
            case Scope.Identity(PrincipalId principal) -> of(List.of(), principal);
            case Scope.Guest guest -> of(List.of(guest.host(), guest.home()), guest.principal());
            case Scope.Maintenance _ -> latest;
            case Scope.Global _ -> everybody;
            case null -> everybody;
        };
    }

    /** Who acts as nobody in particular may be anybody. */
    private LogPosition of(List<Object> tenants, @Nullable PrincipalId principal) {
        LogPosition required =
                everybody.later(principal == null ? anyPrincipal : written(principal));
        for (Object tenant : tenants) {
            required = required.later(written(tenant));
        }
        return required;
    }

    private LogPosition written(Object whose) {
        return last.getOrDefault(whose, LogPosition.START);
    }
}
