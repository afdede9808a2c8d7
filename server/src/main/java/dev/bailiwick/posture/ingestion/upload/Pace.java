package dev.bailiwick.posture.ingestion.upload;

import java.time.Duration;

/**
 * How fast a body must come at least.
 *
 * @param bytesPerSecond on average
 * @param window over which the average is taken; time in which we read nothing does not count
 */
public record Pace(long bytesPerSecond, Duration window) {}
