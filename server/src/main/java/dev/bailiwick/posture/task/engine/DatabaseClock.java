package dev.bailiwick.posture.task.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

/**
 * What time it is at the database: processes on machines whose clocks disagree would else take each
 * other for dead. Reckoned from the clock of this machine, whose distance is measured now and then.
 */
@Component
final class DatabaseClock {

    private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration MEASURED_EVERY = Duration.ofSeconds(10);
    private static final Duration WORTH_TELLING = Duration.ofSeconds(2);

    /** A longer one is a pause of this process, or of the network: who knows of which half. */
    private static final Duration LONGEST_TRIP = Duration.ofSeconds(2);

    private static final int MOST_TIMES = 3;

    private final JdbcClient worker;
    private final Clock own;
    private final ReentrantLock measuring = new ReentrantLock();
    private volatile Measured measured = new Measured(Duration.ZERO, Instant.MIN);

    /**
     * @param ahead how far the database is ahead of this machine
     * @param at when, by this machine's clock
     */
    private record Measured(Duration ahead, Instant at) {}

    DatabaseClock(@Qualifier("worker") DataSource worker, Clock own) {
        this.worker = JdbcClient.create(worker);
        this.own = own;
    }

    Instant now() {
        Instant now = own.instant();
        // also where the machine's own clock was set, whichever way
        boolean fresh =
                !now.isBefore(measured.at) && now.isBefore(measured.at.plus(MEASURED_EVERY));
        if (!fresh && measuring.tryLock()) {
            try {
                measured = new Measured(ahead(), own.instant());
            } finally {
                measuring.unlock();
            }
        }
        return own.instant().plus(measured.ahead);
    }

    private static final String NOW = "select clock_timestamp()";

    /** As it was before, where the database does not tell, or not soon enough to say when. */
    private Duration ahead() {
        try {
            for (int time = 0; time < MOST_TIMES; time++) {
                Instant before = own.instant();
                Instant there = worker.sql(NOW).query(OffsetDateTime.class).single().toInstant();
                Duration trip = Duration.between(before, own.instant());
                if (!trip.isNegative() && trip.compareTo(LONGEST_TRIP) < 0) {
                    return told(Duration.between(before.plus(trip.dividedBy(2)), there));
                }
            }
            log.debug("The database takes too long to tell its time");
        } catch (DataAccessException e) {
            log.debug("The database does not tell its time", e);
        }
        return measured.ahead;
    }

    private Duration told(Duration ahead) {
        if (ahead.minus(measured.ahead).abs().compareTo(WORTH_TELLING) > 0) {
            log.warn("This machine's clock is off the database's by {}", ahead.negated());
        }
        return ahead;
    }
}
