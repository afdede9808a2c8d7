package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.ingestion.upload.Pace;
import dev.bailiwick.posture.ingestion.writing.Turns;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import java.nio.file.Path;
import java.time.Duration;

/** Whether there is room for an upload, or for more of one: its size, the tenant's share, disk. */
@Component
final class Room {

    private static final Duration RETRY = Duration.ofSeconds(30);

    /** The least by which a file is known to shrink when it is kept. */
    private static final int SHRINKS = 4;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final IngestionProperties limits;
    private final Path data;
    private final boolean embedded;

    Room(
            JdbcClient jdbc,
            Turns turns,
            IngestionProperties limits,
            DataDirectory directory,
            Environment environment) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.limits = limits;
        this.data = directory.path();
        this.embedded = !StringUtils.hasText(environment.getProperty("bailiwick.database.url"));
    }

    long largestUpload() {
        return limits.largestUpload().toBytes();
    }

    Pace leastPace() {
        return new Pace(limits.leastRate().toBytes(), limits.rateWindow());
    }

    /**
     * Asks before a body is read.
     *
     * @param contentLength as the request names it; negative if it does not
     * @throws ApiException 413, 429 or 507
     */
    void admit(long contentLength) {
        if (contentLength > largestUpload()) {
            throw ApiException.tooLarge(largestUpload());
        }
        requireFor(Math.max(contentLength, 0) / SHRINKS);
    }

    /**
     * Asks for room for {@code bytes} more, compressed, that the caller's transaction keeps. Until
     * its end the tenant's other uploads wait here, so that together they take no more than there
     * is.
     *
     * @throws ApiException 429 or 507
     */
    void take(int bytes) {
        turns.lock();
        requireFor(bytes);
    }

    private static final String WAITING = "select waiting_bytes()";

    private void requireFor(long bytes) {
        if (embedded && data.toFile().getUsableSpace() - bytes < limits.leastFreeDisk().toBytes()) {
            throw ApiException.insufficientStorage(
                    "The server has too little free disk for this upload.");
        }
        long waiting = jdbc.sql(WAITING).query(Long.class).single();
        if (waiting + bytes > limits.mostWaiting().toBytes()) {
            throw ApiException.of(
                            429,
                            "throttled",
                            "Uploads that came before are still waiting to be written. Try again in"
                                    + " %d seconds.".formatted(RETRY.toSeconds()))
                    .withHeader("Retry-After", Long.toString(RETRY.toSeconds()));
        }
    }
}
