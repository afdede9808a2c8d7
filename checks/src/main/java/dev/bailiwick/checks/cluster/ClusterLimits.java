package dev.bailiwick.checks.cluster;

import java.time.Duration;

/**
 * @param resources that are read
 * @param bytes of all answers together
 * @param time for all of it
 */
public record ClusterLimits(int resources, long bytes, Duration time) {

    public static ClusterLimits defaults() {
        return new ClusterLimits(200_000, 1024L * 1024 * 1024, Duration.ofMinutes(10));
    }
}
