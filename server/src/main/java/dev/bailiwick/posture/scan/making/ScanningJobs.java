package dev.bailiwick.posture.scan.making;

import java.util.List;

/** The names of all {@link ScanningJob}s, whose scan is theirs alone, for who asks for them. */
public final class ScanningJobs {

    /** Of a scan that somebody has ordered. */
    public static final String ORDERED = "scan-perform";

    /** Of one that a schedule has. */
    public static final String SCHEDULED = "scan-perform-scheduled";

    private static final List<String> NAMES = List.of(ORDERED, SCHEDULED);

    private ScanningJobs() {}

    public static boolean areNamed(String job) {
        return NAMES.contains(job);
    }

    public static String[] names() {
        return NAMES.toArray(String[]::new);
    }
}
