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

/**
 * Keeps the engine of jobs from writing a stack trace at each try while the database is away. That
 * it is, and that it is back, the server says itself. Named in {@code logback-spring.xml}.
 */
public final class LostConnections extends TurboFilter {

    private static final String ENGINE = "com.github.kagkarlsson.scheduler.";
    private static final int DEEPEST = 20;

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        return thrown != null && logger.getName().startsWith(ENGINE) && isLoss(thrown)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
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
