package dev.bailiwick.posture.task.job;

import org.springframework.modulith.NamedInterface;

import java.util.Locale;

/**
 * Where jobs of one kind wait. Each queue has threads of its own, so that none holds up another.
 */
@NamedInterface("job")
public enum JobQueue {
    SCANS,
    INGESTION,
    OVERVIEW,
    /** Reserved, so that settings and workers can name it: no handler has its jobs here yet. */
    COMPLIANCE,
    /** Reserved, as {@link #COMPLIANCE}. */
    INTEGRATIONS,
    /** What is removed: providers, scans, and what is kept no longer. */
    DELETION,
    /** Reserved, as {@link #COMPLIANCE}. */
    BACKFILL,
    /** Reserved, as {@link #COMPLIANCE}. */
    SCAN_REPORTS,
    /** Checks of connections, for whose answers people wait. */
    CHECKS,
    /** What belongs nowhere else. */
    GENERAL;

    /** As settings, options and the database call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Whether its jobs may take hours, or as long as a stranger likes while people wait: then no
     * tenant gets all threads, though nobody else waits at the moment.
     */
    public boolean isLasting() {
        return switch (this) {
            case SCANS,
                    INGESTION,
                    OVERVIEW,
                    COMPLIANCE,
                    INTEGRATIONS,
                    DELETION,
                    BACKFILL,
                    SCAN_REPORTS,
                    CHECKS ->
                    true;
            case GENERAL -> false;
        };
    }

    /**
     * Whether its jobs talk to nobody but the database, and briefly: then threads of the platform
     * cost less, while what waits for others must hear an interrupt in the middle of a read.
     */
    public boolean isBrief() {
        return switch (this) {
            case OVERVIEW, GENERAL -> true;
            case SCANS,
                    INGESTION,
                    COMPLIANCE,
                    INTEGRATIONS,
                    DELETION,
                    BACKFILL,
                    SCAN_REPORTS,
                    CHECKS ->
                    false;
        };
    }

    /** What the engine calls its jobs, as in {@code enqueue_job}. */
    public String task() {
        return "job-" + word();
    }
}
