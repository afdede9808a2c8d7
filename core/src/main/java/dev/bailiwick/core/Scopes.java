package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.lang.ScopedValue.CallableOp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Enters scopes and tells which one is current.
 *
 * <p><b>Entering.</b> A scope is bound to the running thread for the length of one call and gone
 * afterwards, also when the call throws; the one that was current before is current again. An inner
 * scope is taken as it is: nothing of the outer one is merged into it, and it may be any other, so
 * that a single query can be made in another scope. What was opened in the outer scope (a
 * transaction, a statement, a result) is not used in an inner one that differs. To make sure that
 * an inner scope reaches no more than the outer one, make it with {@link #narrowed(Scope)}.
 *
 * <p><b>Threads.</b> Executors and new threads, virtual ones too, do <em>not</em> inherit a scope;
 * neither do the common pool of {@code CompletableFuture}, the workers of parallel streams, timers,
 * cleaners and shutdown hooks. Work that needs one is refused there. Hand it over with one of the
 * {@code carry} methods, which bind the scope that is current where they are called, or give it to
 * an executor made by one of the {@code carrying} methods, which bind the scope that is current
 * where a task is handed over. A carried task may run after its scope was left, on any thread and
 * more than once: it enters the scope anew and leaves it again. It finds none of what was open, and
 * what it opens it must end itself. Carried work is refused by the workers of a fork-join pool, and
 * so by the common pool: while such a worker waits it runs other tasks, whoever's they are, and
 * those would find its scope. What adapters bind beside the scope, as a {@link CarriedValue}, goes
 * along.
 *
 * <p>There is no carrying {@code ThreadFactory}: a pool makes its threads while some task or other
 * is handed over, and would run everybody's tasks in that one's scope from then on.
 *
 * <p><b>Maintenance</b> has a time limit, which begins when it is entered and goes on running out
 * wherever it is carried.
 *
 * <p>All methods may be called on any thread at any time.
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
     * @throws MaintenanceExpiredException if {@code scope} is maintenance within other maintenance
     *     that has no time left
     */
    public static <R, X extends Throwable> R call(Scope scope, CallableOp<? extends R, X> work)
            throws X {
        Objects.requireNonNull(scope, "scope");
        return enter(ScopeFrame.of(scope, CURRENT.isBound() ? CURRENT.get() : null), work);
    }

    /** As {@link #call}, for work without a result. */
    public static void run(Scope scope, Runnable work) {
        call(scope, operation(work));
    }

    static <R, X extends Throwable> R enter(ScopeFrame frame, CallableOp<? extends R, X> work)
            throws X {
        frame.checkTime("this work");
        try (Hold _ = frame::left) {
            return within(frame, work);
        }
    }

    private static <R, X extends Throwable> R within(
            ScopeFrame frame, CallableOp<? extends R, X> work) throws X {
        try {
            R result = ScopedValue.where(CURRENT, frame).call(work);
            frame.checkNothingOpen();
            return result;
        } catch (Throwable failure) {
            frame.failed(failure);
            throw failure;
        }
    }

    private static CallableOp<Boolean, RuntimeException> operation(Runnable work) {
        return () -> {
            work.run();
            return Boolean.TRUE;
        };
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
     * The tenant that a new row belongs to: the one in scope, or the named one of several; empty in
     * other scopes and outside any.
     */
    public static Optional<TenantId> currentTenant() {
        return current().flatMap(Reach::writing);
    }

    /** Who acts; empty outside any scope, and in one that nobody in particular is in. */
    public static Optional<PrincipalId> currentPrincipal() {
        return current().flatMap(Reach::acting);
    }

    /**
     * What the current maintenance has left of its time, zero if nothing; empty in other scopes.
     */
    public static Optional<Duration> timeLeft() {
        return CURRENT.isBound() ? CURRENT.get().deadline().map(Deadline::left) : Optional.empty();
    }

    /** For messages and logs: the current scope in words, without the values it is narrowed to. */
    public static String described() {
        return current().map(Scope::described).orElse("no scope");
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
     * @throws ScopeRequiredException outside any scope, and in a scope that is not one tenant's
     */
    public static Scope.Tenant requireTenant() {
        Scope scope = require();
        if (scope instanceof Scope.Tenant tenant) {
            return tenant;
        }
        throw ScopeRequiredException.wrongKind(
                "work that needs one tenant",
                scope,
                "Enter one with Scopes.call(Scope.Tenant.of(tenant), work).");
    }

    /**
     * Who acts.
     *
     * @throws ScopeRequiredException outside any scope, and in one that nobody in particular is in
     */
    public static PrincipalId requirePrincipal() {
        Scope scope = require();
        return currentPrincipal()
                .orElseThrow(
                        () ->
                                ScopeRequiredException.wrongKind(
                                        "work that needs a principal",
                                        scope,
                                        "Say who acts with scope.as(principal) where the scope is"
                                                + " made."));
    }

    /**
     * The text that the current scope is narrowed to in {@code dimension}.
     *
     * @throws ScopeRequiredException outside any scope, and in a scope without a tenant
     * @throws DimensionRequiredException if the scope does not carry it
     */
    public static String requireDimension(Dimension<?> dimension) {
        Scope scope = require();
        String what = "work that needs " + dimension;
        String text =
                Reach.of(scope)
                        .orElseThrow(() -> ScopeRequiredException.wrongKind(what, scope))
                        .narrowing()
                        .get(dimension);
        if (text == null) {
            throw new DimensionRequiredException(what, scope, List.of(dimension));
        }
        return text;
    }

    /**
     * {@code inner}, if the current scope covers it, to be entered with {@link #call}.
     *
     * @throws ScopeRequiredException outside any scope
     * @throws ScopeTooWideException if it reaches anything that the current one does not; the
     *     message says what
     * @see Scope#covers
     */
    public static <S extends Scope> S narrowed(S inner) {
        Scope outer = frame("narrowing a scope").scope();
        Reach.beyond(outer, inner)
                .ifPresent(
                        beyond -> {
                            throw new ScopeTooWideException(outer, inner, beyond);
                        });
        return inner;
    }

    /**
     * The current scope, narrowed to {@code value} in {@code dimension}, to be entered with {@link
     * #call}.
     *
     * @throws ScopeRequiredException outside any scope, and in a scope without a tenant
     * @throws ScopeTooWideException if the current scope does not see all of {@code value}
     */
    public static <T> Scope narrowed(Dimension<T> dimension, T value) {
        String what = "narrowing a scope by " + dimension;
        return switch (frame(what).scope()) {
            case Scope.Tenant tenant -> narrowed(tenant.with(dimension, value));
            case Scope.Tenants several -> narrowed(several.with(dimension, value));
            case Scope.Guest _, Scope.Identity _, Scope.Global _, Scope.Maintenance _ ->
                    throw ScopeRequiredException.wrongKind(what, require());
        };
    }

    /**
     * The current scope, narrowed to one of its tenants, to be entered with {@link #call}.
     *
     * @throws ScopeRequiredException outside any scope, and in a scope without a tenant
     * @throws ScopeTooWideException if {@code tenant} is none of them
     */
    public static Scope.Tenant narrowed(TenantId tenant) {
        String what = "narrowing a scope to a tenant";
        Scope outer = frame(what).scope();
        return narrowed(
                Reach.of(outer)
                        .orElseThrow(() -> ScopeRequiredException.wrongKind(what, outer))
                        .in(tenant));
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

    /**
     * Runs {@code begin} the first time that {@code key} is named in the current scope, and what it
     * answers when that scope is left. For adapters, such as an audit's. On the working thread,
     * both times; if {@code begin} throws, nothing has begun.
     *
     * @param key compared by {@code equals}
     * @throws ScopeRequiredException outside any scope
     */
    public static void once(Object key, Function<Entry, Leaving> begin) {
        frame("this work").once(key, begin);
    }

    /** Binds the current scope to {@code work}, for another thread. */
    public static <T> Callable<T> carry(Callable<T> work) {
        Handover handover = handingOver();
        return () -> handover.enter(work::call);
    }

    /** Binds the current scope to {@code work}, for another thread. */
    public static Runnable carry(Runnable work) {
        Handover handover = handingOver();
        return () -> handover.enter(operation(work));
    }

    /** As {@link #carry(Callable)}; by a name of its own, since a lambda could be either. */
    public static <T extends @Nullable Object> Supplier<T> carrySupplier(
            Supplier<? extends T> work) {
        Handover handover = handingOver();
        return () -> handover.enter(work::get);
    }

    /** Binds the current scope to {@code work}, such as a stage of a {@code CompletableFuture}. */
    public static <T extends @Nullable Object, R extends @Nullable Object>
            Function<T, R> carryFunction(Function<? super T, ? extends R> work) {
        Handover handover = handingOver();
        return given -> handover.enter(() -> work.apply(given));
    }

    /** Binds the current scope to {@code work}, such as a stage of a {@code CompletableFuture}. */
    public static <
                    T extends @Nullable Object,
                    U extends @Nullable Object,
                    R extends @Nullable Object>
            BiFunction<T, U, R> carryBiFunction(
                    BiFunction<? super T, ? super U, ? extends R> work) {
        Handover handover = handingOver();
        return (one, other) -> handover.enter(() -> work.apply(one, other));
    }

    /** Binds the current scope to {@code work}, such as a listener's. */
    public static <T extends @Nullable Object> Consumer<T> carryConsumer(Consumer<? super T> work) {
        Handover handover = handingOver();
        return given -> handover.enter(operation(() -> work.accept(given)));
    }

    /** Binds the current scope to {@code work}, such as what hears of a future's end. */
    public static <T extends @Nullable Object, U extends @Nullable Object>
            BiConsumer<T, U> carryBiConsumer(BiConsumer<? super T, ? super U> work) {
        Handover handover = handingOver();
        return (one, other) -> handover.enter(operation(() -> work.accept(one, other)));
    }

    /**
     * An executor whose tasks run in the scope that was current when they were handed over.
     *
     * <p>A later stage of a {@code CompletableFuture} is handed over by whichever thread completes
     * the one before, in that thread's scope or in none: give stages their scope with {@link
     * #carryFunction} and the like.
     *
     * @throws IllegalArgumentException if it is a fork-join pool
     */
    public static Executor carrying(Executor executor) {
        CarryingExecutor.checkFit(executor);
        return work -> executor.execute(carry(work));
    }

    /** As {@link #carrying(Executor)}, for every way of handing a task over. */
    public static ExecutorService carrying(ExecutorService executor) {
        return new CarryingExecutor(executor);
    }

    /**
     * As {@link #carrying(ExecutorService)}; what is repeated runs each time in the scope in which
     * it was scheduled. Repeated maintenance ends, with its limit, by an error.
     */
    public static ScheduledExecutorService carrying(ScheduledExecutorService executor) {
        return new CarryingScheduler(executor);
    }

    private static Handover handingOver() {
        return Handover.of(frame("handing work over"));
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

    /**
     * A scope that was entered.
     *
     * @param within the scope that was current before; of maintenance within other maintenance,
     *     what was current before that, if anything
     */
    public record Entry(Scope scope, Optional<Scope> within) {}

    /** What is done when a scope is left. */
    @FunctionalInterface
    public interface Leaving {

        /**
         * @param failure what the work ended with; null if it ended well
         */
        void left(@Nullable Throwable failure);
    }
}
