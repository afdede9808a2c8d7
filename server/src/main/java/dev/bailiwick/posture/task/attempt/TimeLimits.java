package dev.bailiwick.posture.task.attempt;

import org.springframework.modulith.NamedInterface;

import java.time.Duration;

/**
 * How long one attempt at a job may take. A job that puts itself off begins anew.
 *
 * @param soft after which {@link JobRun#overtime} says so
 * @param hard after which the attempt is interrupted and the job fails
 */
@NamedInterface("attempt")
public record TimeLimits(Duration soft, Duration hard) {

    /** Six hours, and ten minutes less. */
    public static final TimeLimits USUAL =
            new TimeLimits(Duration.ofHours(6).minusMinutes(10), Duration.ofHours(6));

    /** Two days, for scans and deletions. */
    public static final TimeLimits LONG =
            new TimeLimits(Duration.ofDays(2).minusMinutes(10), Duration.ofDays(2));

    /** One minute, and two, for what somebody waits for. */
    public static final TimeLimits SHORT =
            new TimeLimits(Duration.ofMinutes(1), Duration.ofMinutes(2));

    public TimeLimits {
        if (!soft.isPositive() || soft.compareTo(hard) > 0) {
            throw new IllegalArgumentException(
                    "limits must be positive and the soft one (%s) within the hard one (%s)"
                            .formatted(soft, hard));
        }
    }
}
