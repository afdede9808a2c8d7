package dev.bailiwick.posture.scan;

import java.util.List;

/** The names of all {@link ScanningJob}s, whose scan is theirs alone, for who asks for them. */
public final class ScanningJobs {

    private static final List<String> NAMES = List.of(ScanJob.NAME, ScheduledScanJob.NAME);

    private ScanningJobs() {}

    public static boolean areNamed(String job) {
        return NAMES.contains(job);
    }

    public static String[] names() {
        return NAMES.toArray(String[]::new);
    }
}
