package dev.bailiwick.spring.wall;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How often a running application compares its database with the declaration.
 *
 * @param interval from the end of one comparison to the next
 */
@ConfigurationProperties("bailiwick.drift")
record DriftProperties(@DefaultValue("5m") Duration interval) {

    DriftProperties {
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "bailiwick.drift.interval must be at least 100ms, not " + interval);
        }
    }
}
