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
 * Removes entries of the audit that are older than they are to be kept. It is maintenance itself,
 * and as such on record, for as long as the rest.
 */
public final class AuditSweep {

    private static final int BATCH = 5_000;
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final List<String> BATCHES =
            List.of(
                    """
                    delete from bailiwick_authority.audit where (tenant_id, at, id) in (
                        select a.tenant_id, a.at, a.id
                        from bailiwick_authority.tenant t cross join lateral (
                            select o.tenant_id, o.at, o.id from bailiwick_authority.audit o
                            where o.tenant_id = t.tenant_id and o.at < clock_timestamp() - ? * interval '1 second'
                            limit ?) a
                        limit ?)
                    """,
                    """
                    delete from bailiwick_authority.maintenance_audit where (run, event) in (
                        select m.run, m.event from bailiwick_authority.maintenance_audit m
                        where m.at < clock_timestamp() - ? * interval '1 second' limit least(?, ?))
                    """);

    private final DataSource maintenance;
    private final Duration kept;

    /**
     * @param maintenance as {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#maintenance} makes
     *     it
     * @param kept how long entries are kept, by the clock of the database
     * @throws IllegalArgumentException for less than a day
     */
    public AuditSweep(DataSource maintenance, Duration kept) {
        if (kept.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("An audit is kept for a day at least, not " + kept);
        }
        this.maintenance = maintenance;
        this.kept = kept;
    }

    /**
     * Removes what is too old, in transactions of some thousand entries. What it has removed when
     * it fails stays removed.
     *
     * @return how many entries
     */
    public long run() throws SQLException {
        return Scopes.call(
                new Scope.Maintenance("removes audit entries older than " + kept, LIMIT),
                () -> {
                    long removed = 0;
                    for (String batch : BATCHES) {
                        int some;
                        do {
                            some = removed(batch);
                            removed += some;
                        } while (some == BATCH);
                    }
                    return removed;
                });
    }

    private int removed(String batch) throws SQLException {
        try (Connection connection = maintenance.getConnection();
                PreparedStatement statement = connection.prepareStatement(batch)) {
            statement.setLong(1, kept.toSeconds());
            statement.setInt(2, BATCH);
            statement.setInt(3, BATCH);
            return statement.executeUpdate();
        }
    }
}
