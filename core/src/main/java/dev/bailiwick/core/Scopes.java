package dev.bailiwick.core;

import java.lang.ScopedValue.CallableOp;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * Enters scopes and tells which one is current.
 *
 * <p>A scope is bound to the running thread for the length of one call and gone afterwards, also
 * when the call throws. Executors and new threads, virtual ones too, do <em>not</em> inherit it:
 * hand work over with {@link #carry} or {@link #carrying}.
 *
 * @see <a href="https://openjdk.org/jeps/506">JEP 506: Scoped Values</a>
 */
public final class Scopes {

    private static final ScopedValue<ScopeFrame> CURRENT = ScopedValue.newInstance();

    private Scopes() {}

    /**
     * Runs {@code work} in {@code scope}; the scope that was current before is current again
     * afterwards.
     *
     * @throws ScopeLeftOpenException if {@code work} ends normally while something it opened, such
     *     as a transaction, still holds the scope
     */
    public static <R, X extends Throwable> R call(Scope scope, CallableOp<? extends R, X> work)
            throws X {
        ScopeFrame frame = new ScopeFrame(Objects.requireNonNull(scope, "scope"));
        R result = ScopedValue.where(CURRENT, frame).call(work);
        frame.leave();
        return result;
    }

    /** As {@link #call}, for work without a result. */
    public static void run(Scope scope, Runnable work) {
        call(
                scope,
                () -> {
                    work.run();
                    return Boolean.TRUE;
                });
    }

    /** The current scope; empty outside any. */
    public static Optional<Scope> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get().scope()) : Optional.empty();
    }

    /** Whether {@code scope}, or one equal to it, is the current one. */
    public static boolean isCurrent(Scope scope) {
        return CURRENT.isBound() && CURRENT.get().scope().equals(scope);
    }

    /**
     * The current scope.
     *
     * @throws ScopeRequiredException outside any scope; there is no default
     */
    public static Scope require() {
        return frame("this work").scope();
    }

    /**
     * The current scope of one tenant.
     *
     * @throws ScopeRequiredException outside any scope, and in a scope that names no tenant
     */
    public static Scope.Tenant requireTenant() {
        Scope scope = frame("this work").scope();
        if (scope instanceof Scope.Tenant tenant) {
            return tenant;
        }
        throw ScopeRequiredException.wrongKind("this work", scope);
    }

    /**
     * Keeps the current scope from being left while something is open in it. For adapters, such as
     * a transaction's.
     *
     * @param what names the open thing in the error
     * @throws ScopeRequiredException outside any scope
     */
    public static Hold hold(String what) {
        return frame(what).hold(what);
    }

    /** Binds the current scope to {@code work}, for another thread. */
    public static <T> Callable<T> carry(Callable<T> work) {
        Scope scope = require();
        return () -> call(scope, work::call);
    }

    /** Binds the current scope to {@code work}, for another thread. */
    public static Runnable carry(Runnable work) {
        Scope scope = require();
        return () -> run(scope, work);
    }

    /** An executor whose tasks run in the scope that was current when they were handed over. */
    public static Executor carrying(Executor executor) {
        return work -> executor.execute(carry(work));
    }

    private static ScopeFrame frame(String what) {
        if (!CURRENT.isBound()) {
            throw ScopeRequiredException.none(what);
        }
        return CURRENT.get();
    }

    /** Something open in a scope. Closing it twice does nothing. */
    public interface Hold extends AutoCloseable {

        @Override
        void close();
    }
}
