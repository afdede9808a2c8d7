package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/**
 * Ends shares that have expired, and those whose rows are gone. Neither reaches a row before; but
 * when a share expires no epoch moves until it is ended here, so that what was kept by it goes on
 * being served; and a row that is made anew with the id of one that is gone is shared as that was
 * unless the share was ended in between. It is maintenance, and as such on record.
 */
public final class LapsedShares {

    private static final int MOST = 5_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Scope.Maintenance WORK =
            new Scope.Maintenance("ends shares that have expired, or whose rows are gone", LIMIT);

    private static final String END = "select bailiwick_authority.end_lapsed(?, ?)";

    private final DataSource maintenance;
    private final String lapsed;

    /**
     * @param maintenance as {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#maintenance} makes
     *     it
     * @param wall with the tables that are shared
     */
    public LapsedShares(DataSource maintenance, Wall wall) {
        this.maintenance = maintenance;
        this.lapsed =
                """
                select found.tenant_id::text, array_agg(found.id) from (
                    select s.tenant_id, s.id from bailiwick_authority.share s
                    where s.revoked_at is null and (s.expires_at <= clock_timestamp() or %s)
                    order by s.tenant_id limit %d) as found
                group by found.tenant_id
                """
                        .formatted(new SharedTables(wall).gone(), MOST);
    }

    /**
     * Ends them, those of a tenant in a transaction of their own. What it has ended when it fails
     * stays so.
     *
     * @return how many
     */
    public long end() throws SQLException {
        return Scopes.call(
                WORK,
                () -> {
                    long all = 0;
                    long some;
                    do {
                        some = 0;
                        for (OfTenant found : found()) {
                            some += ended(found);
                        }
                        all += some;
                    } while (some >= MOST);
                    return all;
                });
    }

    private List<OfTenant> found() throws SQLException {
        try (Connection connection = maintenance.getConnection();
                PreparedStatement statement = connection.prepareStatement(lapsed);
                ResultSet row = statement.executeQuery()) {
            List<OfTenant> found = new ArrayList<>();
            while (row.next()) {
                found.add(
                        new OfTenant(
                                row.getString(1), List.of((Object[]) row.getArray(2).getArray())));
            }
            return found;
        }
    }

    private long ended(OfTenant shares) throws SQLException {
        try (Connection connection = maintenance.getConnection();
                PreparedStatement statement = connection.prepareStatement(END)) {
            Array ids = connection.createArrayOf("uuid", shares.ids().toArray());
            statement.setString(1, shares.tenant());
            statement.setArray(2, ids);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private record OfTenant(String tenant, List<Object> ids) {}
}
