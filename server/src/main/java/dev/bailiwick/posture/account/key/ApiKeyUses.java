package dev.bailiwick.posture.account.key;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Remembers when API keys were last used, and writes it down in the background: for each key at
 * most once a minute, never while a request waits.
 */
@Component
class ApiKeyUses implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ApiKeyUses.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int LOOK_SECONDS = 2;
    private static final int LAST_SECONDS = 2;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<Key, Use> uses = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService writer;

    ApiKeyUses(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Key(TenantId tenant, UUID id) {}

    /**
     * @param written the last moment in the database; the epoch when there is none
     */
    private record Use(Instant last, Instant written) {

        boolean isDue() {
            return last.isAfter(written.plus(INTERVAL));
        }
    }

    void note(TenantId tenant, UUID key) {
        Instant now = clock.instant();
        uses.merge(
                new Key(tenant, key),
                new Use(now, Instant.EPOCH),
                (known, fresh) -> new Use(now, known.written()));
    }

    private void writeDue() {
        Instant now = clock.instant();
        for (Map.Entry<Key, Use> each : Map.copyOf(uses).entrySet()) {
            Use use = each.getValue();
            if (use.isDue()) {
                boolean written = write(each.getKey(), use);
                if (!written && !isRunning()) {
                    return;
                }
            } else if (use.written().plus(INTERVAL).isBefore(now)) {
                uses.remove(each.getKey(), use);
            }
        }
    }

    private static final String USED =
            """
            update api_key set last_used_at = :at
            where id = :id and (last_used_at is null or last_used_at < :at)
            """;

    private boolean write(Key key, Use use) {
        try {
            Scopes.call(
                    Visibility.none().within(Scope.Tenant.of(key.tenant())),
                    () ->
                            jdbc.sql(USED)
                                    .param("at", use.last().atOffset(ZoneOffset.UTC))
                                    .param("id", key.id())
                                    .update());
            uses.computeIfPresent(key, (same, now) -> new Use(now.last(), use.last()));
            return true;
        } catch (RuntimeException e) {
            // nothing may end the writer: what is not written would be remembered without end
            log.warn("The use of API key {} could not be written down", key.id(), e);
            return false;
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("key-uses").factory());
        var _ =
                started.scheduleWithFixedDelay(
                        this::writeDue, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        writer = started;
    }

    @Override
    public void stop() {
        ScheduledExecutorService started = writer;
        writer = null;
        if (started != null) {
            started.execute(this::writeDue);
            started.shutdown();
            endSoon(started);
        }
    }

    /** What is not written by then says that a key was last used some seconds before. */
    private static void endSoon(ScheduledExecutorService writer) {
        try {
            if (!writer.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The last uses of API keys could not be written down in time");
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }

    /** Stopped after the web server, before the pools. */
    @Override
    public int getPhase() {
        return 0;
    }
}
