package dev.bailiwick.posture.task;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How this process takes part in running jobs.
 *
 * @param threads how many jobs it runs at once
 * @param poll how often it looks for jobs that other processes enqueued or that have waited
 * @param heartbeat how often it says that its jobs are alive; without one for five times as long,
 *     another process takes them over
 * @param stopWait how long a stop waits for running jobs before it interrupts them
 */
@ConfigurationProperties("bailiwick.jobs")
record JobProperties(
        @DefaultValue("4") int threads,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue("8s") Duration stopWait) {

    JobProperties {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.jobs.threads must be at least 1, not " + threads);
        }
    }
}
