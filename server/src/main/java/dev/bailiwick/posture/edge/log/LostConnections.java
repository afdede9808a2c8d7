package dev.bailiwick.posture.edge.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps the engine of jobs from writing a stack trace at each try while the database is away: one a
 * minute says what is the matter, also where it is one connection alone. Named in {@code
 * logback-spring.xml}.
 */
public final class LostConnections extends TurboFilter {

    private static final String ENGINE = "com.github.kagkarlsson.scheduler.";
    private static final int DEEPEST = 20;
    private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final AtomicLong next;

    /** Called by Logback. */
    public LostConnections() {
        this(System::nanoTime);
    }

    LostConnections(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        return thrown != null
                        && logger.getName().startsWith(ENGINE)
                        && isLoss(thrown)
                        && !isTimeToTell()
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private boolean isTimeToTell() {
        long now = nanos.getAsLong();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + BETWEEN_NANOS);
    }

    private static boolean isLoss(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException
                    || (cause instanceof SQLException told && isLoss(told.getSQLState()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The connection failed, or PostgreSQL is being stopped or started. */
    private static boolean isLoss(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
