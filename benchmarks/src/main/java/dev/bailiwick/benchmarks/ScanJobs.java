package dev.bailiwick.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What has become of the scans that were ordered. */
final class ScanJobs {

    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final String STATES =
            "select state, count(*) from posture.job where name = 'scan-perform' group by state";

    private ScanJobs() {}

    /**
     * Waits until so many are completed.
     *
     * @throws IllegalStateException if one has failed, or it takes too long
     */
    static void awaitCompleted(Connection superuser, int expected) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            Map<String, Integer> states = states(superuser);
            int failed = states.getOrDefault("failed", 0) + states.getOrDefault("cancelled", 0);
            if (failed > 0 || System.nanoTime() > end) {
                throw new IllegalStateException("the scans' states: " + states);
            }
            if (states.getOrDefault("completed", 0) == expected) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private static Map<String, Integer> states(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement();
                ResultSet rows = statement.executeQuery(STATES)) {
            Map<String, Integer> states = new HashMap<>();
            while (rows.next()) {
                states.put(rows.getString(1), rows.getInt(2));
            }
            return states;
        }
    }
}
