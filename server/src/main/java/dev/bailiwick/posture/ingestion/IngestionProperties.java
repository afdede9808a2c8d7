package dev.bailiwick.posture.ingestion;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/**
 * How much may come in.
 *
 * @param largestUpload bytes of one upload, as sent and when unpacked
 * @param mostWaiting bytes that one tenant's uploads may take, compressed, until they are written
 * @param leastFreeDisk bytes that must stay free where the embedded database lies
 * @param abandonedAfter how long an upload may bring nothing before it is taken for dead
 * @param leastRate bytes per second that an upload must bring on average, else it is ended with 408
 * @param rateWindow time over which that average is taken; so long a slow upload is borne with
 * @param mostAtOnce uploads that one process receives at once; further ones are answered with 503.
 *     At most 150, since requests have 200 threads
 * @param mostAtOnceOfTenant of these, those of one tenant; further ones are answered with 429
 */
@ConfigurationProperties("bailiwick.ingestion")
record IngestionProperties(
        @DefaultValue("2GB") DataSize largestUpload,
        @DefaultValue("1GB") DataSize mostWaiting,
        @DefaultValue("1GB") DataSize leastFreeDisk,
        @DefaultValue("10m") Duration abandonedAfter,
        @DefaultValue("10KB") DataSize leastRate,
        @DefaultValue("1m") Duration rateWindow,
        @DefaultValue("100") int mostAtOnce,
        @DefaultValue("20") int mostAtOnceOfTenant) {

    private static final int MOST_THREADS = 150;

    IngestionProperties {
        positive("largest-upload", largestUpload);
        positive("most-waiting", mostWaiting);
        if (leastFreeDisk.isNegative()) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.least-free-disk: not below zero, as in " + leastFreeDisk);
        }
        if (abandonedAfter.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.abandoned-after: at least a minute, not "
                            + abandonedAfter);
        }
        positive("least-rate", leastRate);
        if (rateWindow.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.rate-window: at least a second, not " + rateWindow);
        }
        within("most-at-once", mostAtOnce, MOST_THREADS);
        within("most-at-once-of-tenant", mostAtOnceOfTenant, MOST_THREADS);
    }

    private static void positive(String name, DataSize size) {
        if (size.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.%s: more than zero, not %s".formatted(name, size));
        }
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.%s: between 1 and %d, not %d"
                            .formatted(name, most, value));
        }
    }
}
