package dev.bailiwick.postgres.promotion;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Fills the tenant column in batches, and counts what it does. */
final class Filling {

    private static final int PASSES = 100;
    private static final long PAUSE_NANOS = 50_000_000;

    private final Connection connection;
    private final Backfill backfill;
    private final int size;

    Filling(Connection connection, Backfill backfill, int size) {
        this.connection = connection;
        this.backfill = backfill;
        this.size = size;
    }

    /**
     * @throws IllegalStateException if policies hold back the role: no row would be seen, none
     *     changed, and all would look done
     */
    void refuseToBeBound() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(backfill.bound())) {
            if (row.next() && row.getBoolean(1)) {
                throw new IllegalStateException(
                        "Policies hide the rows of %s from %s, which would find nothing to fill: use the maintenance role"
                                .formatted(backfill.shape().table(), row.getString(2)));
            }
        }
    }

    /**
     * Goes through the rows until none is left; those locked by others are come back to.
     *
     * @return how many were changed
     * @throws IllegalStateException if a row refers to nobody, or is locked all the time
     */
    long all() throws SQLException {
        refuseToBeBound();
        long changed = 0;
        for (int pass = 1; pass <= PASSES; pass++) {
            changed += pass();
            if (count(backfill.left()) == 0) {
                long nobodys = count(backfill.nobodys());
                if (nobodys > 0) {
                    throw new IllegalStateException(
                            "%d row(s) of %s refer to nobody, so that no tenant owns them: delete them or make them refer to somebody, then run this again"
                                    .formatted(nobodys, backfill.shape().table()));
                }
                return changed;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IllegalStateException(
                "%d row(s) of %s were locked by others all the time"
                        .formatted(count(backfill.left()), backfill.shape().table()));
    }

    private long pass() throws SQLException {
        long changed = 0;
        List<String> after = List.of();
        while (true) {
            Batch batch = batch(after);
            if (batch.taken() != batch.changed()) {
                throw new IllegalStateException(
                        "%d row(s) of %s were to be filled and %d were: the others refer to rows that do not exist"
                                .formatted(
                                        batch.taken(), backfill.shape().table(), batch.changed()));
            }
            changed += batch.changed();
            if (batch.taken() == 0) {
                return changed;
            }
            after = batch.last();
        }
    }

    private Batch batch(List<String> after) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(backfill.batch(after.isEmpty()))) {
            int parameter = 1;
            for (String value : after) {
                statement.setString(parameter++, value);
            }
            statement.setInt(parameter, size);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<String> last = new ArrayList<>();
                if (row.getLong(1) > 0) {
                    for (int i = 0; i < backfill.shape().key().size(); i++) {
                        last.add(row.getString(3 + i));
                    }
                }
                return new Batch(row.getLong(1), row.getLong(2), last);
            }
        }
    }

    private long count(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private record Batch(long taken, long changed, List<String> last) {}
}
