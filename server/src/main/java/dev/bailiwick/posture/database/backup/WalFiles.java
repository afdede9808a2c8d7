package dev.bailiwick.posture.database.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the WAL that a copy needs to become consistent. */
final class WalFiles {

    private static final Pattern FIRST =
            Pattern.compile("(?m)^START WAL LOCATION: (\\S+) \\(file ([0-9A-F]{24})\\)$");
    private static final int TIMELINE = 8;
    private static final int LOG = 16;

    private WalFiles() {}

    /** Where the WAL begins that is needed, as the label says. */
    static String startLsn(String label) {
        return first(label).group(1);
    }

    /**
     * Their names in order.
     *
     * @param label that the server gave for the copy
     * @param last the file in which it ends
     * @param segment bytes of each
     */
    static List<String> names(String label, String last, long segment) {
        String first = first(label).group(2);
        if (!first.substring(0, TIMELINE).equals(last.substring(0, TIMELINE))) {
            throw new IllegalStateException("the WAL goes from %s to %s".formatted(first, last));
        }
        long perLog = (1L << 32) / segment;
        List<String> names = new ArrayList<>();
        for (long n = number(first, perLog); n <= number(last, perLog); n++) {
            names.add("%s%08X%08X".formatted(first.substring(0, TIMELINE), n / perLog, n % perLog));
        }
        return names;
    }

    private static Matcher first(String label) {
        Matcher first = FIRST.matcher(label);
        if (!first.find()) {
            throw new IllegalStateException("the label of the backup names no WAL: " + label);
        }
        return first;
    }

    private static long number(String name, long perLog) {
        return Long.parseLong(name.substring(TIMELINE, LOG), 16) * perLog
                + Long.parseLong(name.substring(LOG), 16);
    }
}
