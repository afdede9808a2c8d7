package dev.bailiwick.posture.retention;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long scans are kept, with all that they found, by tenants that do not say so themselves. The
 * latest complete scan of a provider is always kept.
 *
 * @param days since a scan was over, 1 to 3650; not set: for ever
 * @param scans of each provider, the newest, 1 to 10000; not set: any number
 */
@ConfigurationProperties("bailiwick.retention")
record RetentionProperties(@Nullable Integer days, @Nullable Integer scans) {

    static final int MOST_DAYS = 3_650;
    static final int MOST_SCANS = 10_000;

    RetentionProperties {
        within("days", days, MOST_DAYS);
        within("scans", scans, MOST_SCANS);
    }

    private static void within(String name, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException(
                    "bailiwick.retention.%s: from 1 to %d, not %d".formatted(name, most, value));
        }
    }
}
