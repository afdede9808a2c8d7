package dev.bailiwick.core;

import java.lang.ScopedValue.CallableOp;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that an adapter binds beside the scope and that goes wherever work is carried: what a
 * session has written, for instance. Bound for the length of one call, like a scope; a thread that
 * nothing was carried to has none. Keep it in a constant, since each is a key of its own.
 *
 * <p>Not for what decides about rows: that belongs into the scope.
 *
 * @param <T> safe for use by several threads, which the value is shared by
 */
public final class CarriedValue<T> {

    private static final ScopedValue<Map<CarriedValue<?>, Object>> BOUND =
            ScopedValue.newInstance();

    private final Class<T> type;

    private CarriedValue(Class<T> type) {
        this.type = type;
    }

    /** One that nothing is bound to yet. */
    public static <T> CarriedValue<T> of(Class<T> type) {
        return new CarriedValue<>(type);
    }

    /** Runs {@code work} with {@code value}; what was bound before is bound again afterwards. */
    public <R, X extends Throwable> R call(T value, CallableOp<? extends R, X> work) throws X {
        Map<CarriedValue<?>, Object> values = new HashMap<>(bound());
        values.put(this, Objects.requireNonNull(value, "value"));
        return call(Map.copyOf(values), work);
    }

    /** What is bound now; empty outside {@link #call}. */
    public Optional<T> current() {
        return Optional.ofNullable(bound().get(this)).map(type::cast);
    }

    /**
     * Binds all that is bound now to {@code work}, for another thread and without a scope; with
     * one, {@link Scopes#carry(Runnable)} does.
     */
    public static Runnable carry(Runnable work) {
        Map<CarriedValue<?>, Object> values = bound();
        return () ->
                call(
                        values,
                        () -> {
                            work.run();
                            return Boolean.TRUE;
                        });
    }

    static Map<CarriedValue<?>, Object> bound() {
        return BOUND.isBound() ? BOUND.get() : Map.of();
    }

    static <R, X extends Throwable> R call(
            Map<CarriedValue<?>, Object> values, CallableOp<? extends R, X> work) throws X {
        return ScopedValue.where(BOUND, values).call(work);
    }
}
