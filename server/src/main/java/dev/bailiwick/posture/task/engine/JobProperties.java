package dev.bailiwick.posture.task.engine;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/**
 * How this process takes part in running jobs.
 *
 * @param serves the queues whose jobs it runs, by name: {@code scans,checks}; or {@code all}, or
 *     {@code none}
 * @param tenantShare the part of a queue's threads that one tenant gets at most, above 0 and up to
 *     1; rounded up. In the queue {@code general} only while others wait, in the others, whose jobs
 *     may take long, as soon as there are several tenants
 * @param keep how long a task is kept after its end
 * @param poll how often it looks for jobs that other processes enqueued or that have waited
 * @param heartbeat how often it says that its jobs are alive; without one for five times as long,
 *     another process takes them over
 * @param stopWait how long a stop waits for running jobs before it interrupts them; it is over
 *     seven seconds later at the latest, also where the database does not answer
 */
@ConfigurationProperties("bailiwick.jobs")
public record JobProperties(
        @DefaultValue("all") List<String> serves,
        @DefaultValue("0.5") double tenantShare,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue("8s") Duration stopWait) {

    public JobProperties {
        serves = List.copyOf(serves);
        ServedQueues.parse(serves);
        if (!keep.isPositive()) {
            throw new IllegalArgumentException(
                    "bailiwick.jobs.keep must be longer than nothing, not " + keep);
        }
        if (!(tenantShare > 0 && tenantShare <= 1)) {
            throw new IllegalArgumentException(
                    "bailiwick.jobs.tenant-share must be above 0 and at most 1, not "
                            + tenantShare);
        }
    }
}
