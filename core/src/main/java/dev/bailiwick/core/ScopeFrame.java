package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One entered scope, what is still open in it and what is to be done when it is left. */
final class ScopeFrame {

    private final Scope scope;
    private final @Nullable Scope within;

    /** The earliest of all maintenance around, and of this one; null without any. */
    private final @Nullable Deadline deadline;

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final Set<Object> begun = new HashSet<>();
    private final Deque<Scopes.Leaving> leaving = new ArrayDeque<>();

    private @Nullable Throwable failure;

    private ScopeFrame(Scope scope, @Nullable Scope within, @Nullable Deadline deadline) {
        this.scope = scope;
        this.within = within;
        this.deadline = deadline;
    }

    /**
     * @param outer what is current now
     */
    static ScopeFrame of(Scope scope, @Nullable ScopeFrame outer) {
        Deadline earlier = outer == null ? null : outer.deadline;
        Deadline own =
                scope instanceof Scope.Maintenance maintenance
                        ? Deadline.in(maintenance.limit())
                        : null;
        return new ScopeFrame(
                scope, outer == null ? null : around(scope, outer), Deadline.earlier(own, earlier));
    }

    /** Around maintenance that other maintenance enters, what is around that, if anything is. */
    private static Scope around(Scope scope, ScopeFrame outer) {
        return scope instanceof Scope.Maintenance
                        && outer.scope instanceof Scope.Maintenance
                        && outer.within != null
                ? outer.within
                : outer.scope;
    }

    /** The same, entered once more: what is left of the time goes on running out. */
    ScopeFrame again() {
        return new ScopeFrame(scope, within, deadline);
    }

    Scope scope() {
        return scope;
    }

    Optional<Scope> within() {
        return Optional.ofNullable(within);
    }

    /** Empty unless this is maintenance, which alone is limited. */
    Optional<Deadline> deadline() {
        return scope instanceof Scope.Maintenance
                ? Optional.ofNullable(deadline)
                : Optional.empty();
    }

    /**
     * @param what as the subject of a sentence
     */
    void checkTime(String what) {
        if (scope instanceof Scope.Maintenance maintenance
                && deadline != null
                && deadline.passed()) {
            throw new MaintenanceExpiredException(what, maintenance);
        }
    }

    Scopes.Hold hold(String what) {
        Open entry = new Open(what);
        open.add(entry);
        return () -> open.remove(entry);
    }

    void once(Object key, Function<Scopes.Entry, Scopes.Leaving> begin) {
        if (begun.add(key)) {
            boolean done = false;
            try {
                leaving.push(begin.apply(new Scopes.Entry(scope, within())));
                done = true;
            } finally {
                if (!done) {
                    begun.remove(key);
                }
            }
        }
    }

    void checkNothingOpen() {
        if (!open.isEmpty()) {
            List<String> names = open.stream().map(entry -> entry.what).sorted().toList();
            throw new ScopeLeftOpenException(scope, names);
        }
    }

    void failed(Throwable failure) {
        this.failure = failure;
    }

    /** Tells everybody who wants to know, last come first served, whatever one of them throws. */
    void left() {
        if (!leaving.isEmpty()) {
            try (Scopes.Hold _ = this::left) {
                leaving.pop().left(failure);
            }
        }
    }

    /** Compared by identity: two transactions of one name are two entries. */
    private static final class Open {

        private final String what;

        private Open(String what) {
            this.what = what;
        }
    }
}
