package dev.bailiwick.checks.git;

import java.time.Duration;

/**
 * @param packBytes that are sent, compressed; unpacked, it may be twenty times as much
 * @param objects in what is sent
 * @param objectBytes of one object that has to be held in memory, unpacked; four times as much for
 *     those that are told as differences of each other
 * @param time for all of it
 */
public record GitLimits(long packBytes, int objects, int objectBytes, Duration time) {

    public static GitLimits defaults() {
        return new GitLimits(256L * 1024 * 1024, 300_000, 16 * 1024 * 1024, Duration.ofMinutes(5));
    }
}
