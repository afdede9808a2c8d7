package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the database while the server runs: starts an embedded PostgreSQL that died again
 * (the server is not ready in the meantime) and ends the server if that fails; makes next months'
 * partitions every day.
 */
@Component
final class DatabaseWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration DAY = Duration.ofDays(1);

    private final Database database;
    private final Partitions partitions;
    private final ConfigurableApplicationContext context;
    private volatile @Nullable CountDownLatch stopped;

    DatabaseWatch(
            Database database, Partitions partitions, ConfigurableApplicationContext context) {
        this.database = database;
        this.partitions = partitions;
        this.context = context;
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopped = stop;
        Thread.ofPlatform().daemon().name("database-watch").start(() -> watch(stop));
    }

    private void watch(CountDownLatch stop) {
        Instant made = Instant.now();
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                if (made.plus(DAY).isBefore(Instant.now())) {
                    makePartitions();
                    made = Instant.now();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        EmbeddedPostgres embedded = database.embedded();
        if (embedded == null || embedded.isRunning()) {
            return;
        }
        log.error("PostgreSQL died; starting it again");
        try {
            embedded.revive();
            log.warn("PostgreSQL runs again");
        } catch (CommandException e) {
            log.error("{}; ending the server", e.getMessage());
            Thread.ofPlatform().name("database-lost").start(context::close);
        }
    }

    private void makePartitions() {
        try {
            partitions.makeAhead();
        } catch (SQLException e) {
            log.error("next months' partitions of findings cannot be made: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        CountDownLatch stop = stopped;
        if (stop != null) {
            stop.countDown();
            stopped = null;
        }
    }

    @Override
    public boolean isRunning() {
        return stopped != null;
    }

    /** Stops last of all: requests that are being drained still need the database. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
