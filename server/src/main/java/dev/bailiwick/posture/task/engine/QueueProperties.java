package dev.bailiwick.posture.task.engine;

import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.modulith.NamedInterface;

/**
 * How many jobs of each queue this process runs at once, if it serves the queue.
 *
 * @param scans scans of providers; each may take 44 MiB of the heap, of which there is enough for
 *     the usual four: more of them need a larger one ({@code BAILIWICK_JAVA_OPTS})
 * @param ingestion uploads that are written
 * @param overview summaries of scans
 * @param compliance overviews of compliance; reserved, nothing waits in it yet
 * @param integrations what is sent to other systems; reserved, as {@code compliance}
 * @param deletion removal of providers, of scans and of what is kept no longer
 * @param backfill summaries of older scans; reserved, as {@code compliance}
 * @param scanReports reports of scans; reserved, as {@code compliance}
 * @param checks checks of connections; half of them at most of those that a program makes, such as
 *     Prowler's, a quarter for one tenant, and always one
 * @param general everything else
 */
@ConfigurationProperties("bailiwick.jobs.queues")
@NamedInterface("engine")
public record QueueProperties(
        @DefaultValue("4") int scans,
        @DefaultValue("2") int ingestion,
        @DefaultValue("2") int overview,
        @DefaultValue("2") int compliance,
        @DefaultValue("2") int integrations,
        @DefaultValue("2") int deletion,
        @DefaultValue("2") int backfill,
        @DefaultValue("2") int scanReports,
        @DefaultValue("8") int checks,
        @DefaultValue("4") int general) {

    public QueueProperties {
        positive("scans", scans);
        positive("ingestion", ingestion);
        positive("overview", overview);
        positive("compliance", compliance);
        positive("integrations", integrations);
        positive("deletion", deletion);
        positive("backfill", backfill);
        positive("scan-reports", scanReports);
        positive("checks", checks);
        positive("general", general);
    }

    /** Of this queue, if it is served. */
    public int of(JobQueue queue) {
        return switch (queue) {
            case SCANS -> scans;
            case INGESTION -> ingestion;
            case OVERVIEW -> overview;
            case COMPLIANCE -> compliance;
            case INTEGRATIONS -> integrations;
            case DELETION -> deletion;
            case BACKFILL -> backfill;
            case SCAN_REPORTS -> scanReports;
            case CHECKS -> checks;
            case GENERAL -> general;
        };
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.jobs.queues.%s: at least 1, not %d".formatted(name, value));
        }
    }
}
