package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this process wrote last, by tenant. Bounded: what is forgotten is taken to be everybody's,
 * which costs somebody a wait and never a missing row.
 */
final class RecentWrites {

    private static final int MOST = 10_000;

    private final Map<Object, LogPosition> last = new LinkedHashMap<>(16, 0.75f, true);
    private LogPosition forgotten = LogPosition.START;

    synchronized void wrote(LogPosition position) {
        last.merge(current(), position, LogPosition::later);
        if (last.size() > MOST) {
            Object oldest = last.keySet().iterator().next();
            LogPosition position2 = last.remove(oldest);
            forgotten = position2 == null ? forgotten : forgotten.later(position2);
        }
    }

    synchronized LogPosition last() {
        return last.getOrDefault(current(), LogPosition.START).later(forgotten);
    }

    /** All principals of a tenant see its rows, so they share what was written. */
    private static Object current() {
        return Scopes.current()
                .<Object>map(scope -> scope instanceof Scope.Tenant one ? one.tenant() : scope)
                .orElse("none");
    }
}
