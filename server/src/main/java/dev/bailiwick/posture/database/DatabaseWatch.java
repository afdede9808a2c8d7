package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks after an embedded PostgreSQL while the server runs: starts one that died again (the server
 * is not ready in the meantime) and ends the server if that fails.
 */
@Component
final class DatabaseWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Database database;
    private final ConfigurableApplicationContext context;
    private volatile @Nullable CountDownLatch stopped;

    DatabaseWatch(Database database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopped = stop;
        EmbeddedPostgres embedded = database.embedded();
        if (embedded != null) {
            Thread.ofPlatform().daemon().name("database-watch").start(() -> watch(embedded, stop));
        }
    }

    private void watch(EmbeddedPostgres embedded, CountDownLatch stop) {
        try {
            boolean lives = true;
            while (lives && !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                lives = embedded.isRunning() || isRevived(embedded);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it runs again; if not, the server is being ended. */
    private boolean isRevived(EmbeddedPostgres embedded) {
        log.error("PostgreSQL died; starting it again");
        try {
            embedded.revive();
            log.warn("PostgreSQL runs again");
            return true;
        } catch (CommandException e) {
            log.error("{}; ending the server", e.getMessage());
        } catch (RuntimeException e) {
            log.error("PostgreSQL cannot be started again; ending the server", e);
        }
        Thread.ofPlatform().name("database-lost").start(context::close);
        return false;
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
