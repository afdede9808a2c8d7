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
 */
@ConfigurationProperties("bailiwick.ingestion")
record IngestionProperties(
        @DefaultValue("2GB") DataSize largestUpload,
        @DefaultValue("1GB") DataSize mostWaiting,
        @DefaultValue("1GB") DataSize leastFreeDisk,
        @DefaultValue("10m") Duration abandonedAfter) {

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
    }

    private static void positive(String name, DataSize size) {
        if (size.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.ingestion.%s: more than zero, not %s".formatted(name, size));
        }
    }
}
