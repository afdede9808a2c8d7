package dev.bailiwick.postgres.promotion;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

import javax.sql.DataSource;

/**
 * Runs the steps of a {@link Promotion} that are not done yet. If it is killed, run it again: it
 * goes on where it was.
 *
 * <p>The application may work meanwhile, with the declaration of before; it needs that of {@link
 * Promotion#after} from the last step on, in which its policies and grants change in one
 * transaction. Not to be run twice at the same time.
 */
public final class PromotionRun {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int TRIES = 20;

    private final Promotion promotion;
    private final DataSource owner;
    private final DataSource maintenance;
    private final int batch;
    private final Consumer<Step> progress;

    private PromotionRun(
            Promotion promotion,
            DataSource owner,
            DataSource maintenance,
            int batch,
            Consumer<Step> progress) {
        this.promotion = promotion;
        this.owner = owner;
        this.maintenance = maintenance;
        this.batch = batch;
        this.progress = progress;
    }

    /**
     * @param owner connections of the owner of the tables
     * @param maintenance that of named work across tenants: {@code ScopedDataSource.maintenance}
     */
    public static PromotionRun of(Promotion promotion, DataSource owner, DataSource maintenance) {
        return new PromotionRun(promotion, owner, maintenance, 5_000, _ -> {});
    }

    /** How many rows are changed in one transaction, where it is not 5,000. */
    public PromotionRun inBatchesOf(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("A batch has at least one row, not " + rows);
        }
        return new PromotionRun(promotion, owner, maintenance, rows, progress);
    }

    /** Called before each step that is run, and not for those that are done already. */
    public PromotionRun telling(Consumer<Step> listener) {
        return new PromotionRun(promotion, owner, maintenance, batch, listener);
    }

    /**
     * @param limit for each transaction of maintenance
     * @return how many rows were given their tenant
     * @throws IllegalStateException if a row cannot be given one, or policies hide the rows; what
     *     has been done until then stays, and hurts nobody
     */
    public long run(Duration limit) throws SQLException {
        Scope scope = new Scope.Maintenance("a tenant column for " + promotion.table(), limit);
        long changed = 0;
        for (Step step : promotion.steps()) {
            if (isDone(step, scope)) {
                continue;
            }
            progress.accept(step);
            switch (step.runs()) {
                case OWNER -> inOneTransaction(step);
                case OWNER_ALONE -> alone(step);
                case MAINTENANCE_IN_BATCHES -> changed += fill(scope);
            }
        }
        return changed;
    }

    /** Asked as whoever runs the step: rows are counted by one who sees them. */
    private boolean isDone(Step step, Scope scope) throws SQLException {
        if (step.runs() == Step.Runs.MAINTENANCE_IN_BATCHES) {
            return Scopes.call(
                    scope,
                    () -> {
                        try (Connection connection = maintenance.getConnection()) {
                            Filling filling = filling(connection);
                            filling.refuseToBeBound();
                            return yes(connection, step.done());
                        }
                    });
        }
        try (Connection connection = owner.getConnection()) {
            return yes(connection, step.done());
        }
    }

    private static boolean yes(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Gives way to longer transactions rather than hold up those that queue behind it. */
    private void inOneTransaction(Step step) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (Connection connection = owner.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                try {
                    statement.execute("set local lock_timeout = '2s'");
                    statement.execute(step.sql());
                    connection.commit();
                    return;
                } catch (SQLException failure) {
                    connection.rollback();
                    if (tries == TRIES || !LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                        throw failure;
                    }
                }
            }
        }
    }

    private void alone(Step step) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : step.sql().split("; ")) {
                statement.execute(sql);
            }
        }
    }

    private long fill(Scope scope) throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = maintenance.getConnection()) {
                        return filling(connection).all();
                    }
                });
    }

    private Filling filling(Connection connection) {
        return new Filling(connection, promotion.backfill(), batch);
    }
}
