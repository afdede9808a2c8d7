package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compares the databases with their wall again and again while the application runs: a policy that
 * is dropped, a grant that is made by hand. Says so in the log once for each change.
 */
public final class DriftWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

    private final ScopedDataSources scoped;
    private final Duration interval;
    private final Clock clock;
    private volatile Comparison last;
    private volatile boolean running;
    private @Nullable Thread watcher;

    DriftWatch(ScopedDataSources scoped, Duration interval, Clock clock) {
        this.scoped = scoped;
        this.interval = interval;
        this.clock = clock;
        this.last = new Comparison.Clean(clock.instant());
    }

    /** What the last comparison found; the first is the gate's own, which let the start through. */
    public Comparison last() {
        return last;
    }

    /** From the end of one comparison to the next. */
    public Duration interval() {
        return interval;
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            watcher = Thread.ofVirtual().name("bailiwick-drift").start(this::watch);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (watcher != null) {
            watcher.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(interval);
            } catch (InterruptedException stopped) {
                return;
            }
            compare();
        }
    }

    private void compare() {
        Comparison before = last;
        Comparison now = compared();
        last = now;
        if (running && !now.saysTheSameAs(before)) {
            switch (now) {
                case Comparison.Clean _ -> LOG.info("The database is as its wall declares again");
                case Comparison.Drifted drifted ->
                        LOG.error(
                                "The database has drifted from its wall: {}",
                                drifted.faults().stream()
                                        .map(Fault::toString)
                                        .collect(Collectors.joining("; ")));
                case Comparison.Unread unread ->
                        LOG.error(
                                "The database could not be compared with its wall: {}",
                                unread.reason());
            }
        }
    }

    private Comparison compared() {
        Map<String, List<Fault>> found = new LinkedHashMap<>();
        if (scoped.compared().isEmpty()) {
            return new Comparison.Unread(clock.instant(), "no pool stands behind the wall");
        }
        for (Map.Entry<String, Compared> one : scoped.compared().entrySet()) {
            try {
                found.put(one.getKey(), one.getValue().faults());
            } catch (SQLException | RuntimeException unread) {
                return new Comparison.Unread(clock.instant(), String.valueOf(unread.getMessage()));
            }
        }
        List<Fault> faults = Compared.merged(found);
        return faults.isEmpty()
                ? new Comparison.Clean(clock.instant())
                : new Comparison.Drifted(clock.instant(), faults);
    }
}
