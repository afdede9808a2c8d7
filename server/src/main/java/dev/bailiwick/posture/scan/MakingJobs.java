package dev.bailiwick.posture.scan;

import java.util.List;

/**
 * The names of the jobs that make a scan which is theirs alone, for statements that ask for them.
 */
public final class MakingJobs {

    private static final List<String> NAMES = List.of(ScanJob.NAME, ScheduledScanJob.NAME);

    private MakingJobs() {}

    public static boolean areNamed(String job) {
        return NAMES.contains(job);
    }

    public static String[] names() {
        return NAMES.toArray(String[]::new);
    }
}
