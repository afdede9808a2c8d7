package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * Removes what is older than it is to be kept, some thousand rows in a transaction, as maintenance.
 *
 * @param batches each with the seconds that rows are kept and how many to remove at most
 */
record Sweep(DataSource maintenance, Duration kept, List<String> batches) {

    private static final int BATCH = 5_000;
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    Sweep {
        if (kept.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("This is kept for a day at least, not " + kept);
        }
    }

    long run(String reason) throws SQLException {
        return Scopes.call(
                new Scope.Maintenance(reason, LIMIT),
                () -> {
                    long removed = 0;
                    for (String batch : batches) {
                        int some;
                        do {
                            some = removed(batch);
                            removed += some;
                        } while (some > 0);
                    }
                    return removed;
                });
    }

    private int removed(String batch) throws SQLException {
        try (Connection connection = maintenance.getConnection();
                PreparedStatement statement = connection.prepareStatement(batch)) {
            statement.setLong(1, kept.toSeconds());
            statement.setInt(2, BATCH);
            return statement.executeUpdate();
        }
    }
}
