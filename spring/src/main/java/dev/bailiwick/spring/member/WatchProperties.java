package dev.bailiwick.spring.member;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How often what is open is asked about.
 *
 * @param watch from one round of questions to the next
 */
@ConfigurationProperties("bailiwick.authority")
record WatchProperties(@DefaultValue("1s") Duration watch) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    WatchProperties {
        if (watch.compareTo(SHORTEST) < 0 || watch.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "bailiwick.authority.watch must be from 100ms to 1m, not " + watch);
        }
    }
}
