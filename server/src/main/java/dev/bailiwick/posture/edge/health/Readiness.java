package dev.bailiwick.posture.edge.health;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at everything the server needs, at most once in three seconds however often it is asked: a
 * watcher can neither wear out the database nor hide behind a throttle.
 */
@Component
final class Readiness implements AutoCloseable {

    static final Duration KEPT = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private final List<Check> checks;
    private final Clock clock;
    private final ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Report last;

    Readiness(List<Check> checks, Clock clock) {
        this.checks = List.copyOf(checks);
        this.clock = clock;
    }

    /** What was found, and when. */
    record Report(Instant at, Map<String, Check.Result> results) {

        Status status() {
            return results.values().stream()
                    .map(Check.Result::status)
                    .max(Status::compareTo)
                    .orElse(Status.PASS);
        }
    }

    synchronized Report report() {
        Instant now = clock.instant();
        if (last == null || last.at().plus(KEPT).isBefore(now)) {
            Report fresh = new Report(now, look());
            if (last == null || last.status() != fresh.status()) {
                tell(fresh);
            }
            last = fresh;
        }
        return last;
    }

    private Map<String, Check.Result> look() {
        Map<Check, Future<Check.Result>> looking = new LinkedHashMap<>();
        checks.forEach(check -> looking.put(check, lookers.submit(check::look)));
        Map<String, Check.Result> results = new LinkedHashMap<>();
        looking.forEach((check, result) -> results.put(check.name(), await(check, result)));
        return results;
    }

    private static Check.Result await(Check check, Future<Check.Result> looking) {
        try {
            return looking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            log.warn("{} could not be checked: {}", check.name(), String.valueOf(e.getCause()));
            return check.unseen(0, "It cannot be reached.");
        } catch (TimeoutException e) {
            looking.cancel(true);
            return check.unseen(PATIENCE.toMillis(), "It did not answer in time.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check.Result(Status.FAIL, 0, "ms", "The server is stopping.");
        }
    }

    private static void tell(Report report) {
        switch (report.status()) {
            case PASS -> log.info("Ready: every check passes");
            case WARN -> log.warn("Ready, with a warning: {}", report.results());
            case FAIL -> log.error("Not ready: {}", report.results());
        }
    }

    @Override
    public void close() {
        lookers.shutdownNow();
    }
}
