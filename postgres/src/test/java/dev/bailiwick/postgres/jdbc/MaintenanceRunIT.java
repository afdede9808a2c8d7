package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.core.MaintenanceExpiredException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The record of maintenance from entry to end, and its limit where PostgreSQL is not asked. */
class MaintenanceRunIT {

    private static final Scope.Maintenance SWEEP =
            new Scope.Maintenance("sweep", Duration.ofSeconds(30));
    private static final String PUPILS = "select name from pupil";

    private static TestDatabase database;
    private static Wire wire;
    private static ScopedDataSource source;

    private static final Register REGISTER = new Register();

    @BeforeAll
    static void open() throws SQLException, IOException {
        database = Schools.database();
        wire = Wire.to(database.as("school_maint"));
        source =
                Schools.scoped(database).or(ScopedDataSource.maintenance(wire.through(), REGISTER));
    }

    @BeforeEach
    void clear() {
        REGISTER.lines.clear();
    }

    @Test
    void sA3EntryTransactionsAndEndAreOnRecord() throws SQLException {
        Scopes.call(
                SWEEP,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        Sql.list(connection, PUPILS);
                        Sql.list(connection, PUPILS);
                    }
                    return 0;
                });

        assertThat(REGISTER.lines)
                .containsExactly(
                        "begins sweep within nothing",
                        "transaction of sweep",
                        "transaction of sweep",
                        "ends sweep well");
    }

    @Test
    void whatAsksTheDatabaseNothingIsNotOnRecord() {
        Scopes.run(SWEEP, () -> {});

        assertThat(REGISTER.lines).isEmpty();
    }

    @Test
    void k250MaintenanceWithinATenantIsOnRecordWithForWhomItIs() throws SQLException {
        List<List<String>> seen =
                Scopes.call(
                        School.acme(),
                        () -> {
                            List<String> all = Sql.list(source, SWEEP, PUPILS);
                            return List.of(all, Sql.list(source, School.acme(), PUPILS));
                        });

        assertThat(seen.get(0)).hasSize(17);
        assertThat(seen.get(1)).as("the tenant again").hasSize(9);
        assertThat(REGISTER.lines)
                .containsExactly(
                        "begins sweep within " + School.acme().described(),
                        "transaction of sweep",
                        "ends sweep well");
    }

    @Test
    void sB7ATenantWithinMaintenanceSeesItsOwnRowsOnly() throws SQLException {
        List<List<String>> seen =
                Scopes.call(
                        SWEEP,
                        () ->
                                List.of(
                                        Sql.list(source, School.bolt(), PUPILS),
                                        Sql.list(source, SWEEP, PUPILS)));

        assertThat(seen.get(0)).hasSize(7);
        assertThat(seen.get(1)).hasSize(17);
    }

    @Test
    void aFailureIsOnRecordAndPassesUnchanged() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        SWEEP,
                                        () -> {
                                            Sql.list(source, SWEEP, PUPILS);
                                            try (Connection connection = source.getConnection()) {
                                                Sql.list(connection, PUPILS);
                                            }
                                            throw new IllegalStateException("work");
                                        }))
                .withMessage("work");
        assertThat(REGISTER.lines).last().isEqualTo("ends sweep with work");
    }

    @Test
    void whatCannotBeRecordedDoesNotBegin() throws SQLException {
        ScopedDataSource unrecorded =
                ScopedDataSource.maintenance(
                        wire.through(),
                        new MaintenanceAudit() {
                            @Override
                            public void transactionBegins(Scope.Maintenance work) {}

                            @Override
                            public void begins(MaintenanceRun run) {
                                throw new IllegalStateException("no room for " + run.work());
                            }
                        });
        int before = wire.statements().size();

        assertThatIllegalStateException()
                .isThrownBy(() -> Sql.update(unrecorded, SWEEP, "delete from entry"));

        assertThat(wire.statements()).hasSize(before);
    }

    @Test
    void afterTheLimitNothingIsSent() throws SQLException {
        hurried(
                (limit, begun) -> {
                    try (Connection connection = source.getConnection();
                            PreparedStatement prepared = connection.prepareStatement(PUPILS)) {
                        assertThat(Sql.rest(prepared.executeQuery())).hasSize(17);
                        begun.set(true);
                        awaitTheLimit();
                        int before = wire.statements().size();

                        assertThatExceptionOfType(MaintenanceExpiredException.class)
                                .isThrownBy(prepared::executeQuery)
                                .withMessageContaining("maintenance (hurry)")
                                .withMessageContaining(limit.toString());
                        assertThatExceptionOfType(MaintenanceExpiredException.class)
                                .isThrownBy(connection::createStatement);
                        assertThat(wire.statements()).hasSize(before);
                    }
                });
    }

    /** A committed half is worse than none: what is open is rolled back, by whoever comes first. */
    @Test
    void afterTheLimitNothingIsCommitted() throws SQLException {
        String write = "update pupil set name = 'core-late' where name = 'core-1'";
        assertThatExceptionOfType(MaintenanceExpiredException.class)
                .isThrownBy(
                        () ->
                                hurried(
                                        (_, begun) -> {
                                            try (Connection connection = source.getConnection()) {
                                                connection.setAutoCommit(false);
                                                Sql.update(connection, write);
                                                begun.set(true);
                                                awaitTheLimit();
                                                connection.commit();
                                            }
                                        }));

        assertThat(Sql.list(source, SWEEP, PUPILS)).contains("core-1").doesNotContain("core-late");
    }

    @Test
    void theLimitIsOfTheWholeRunAndNotOfEachTransaction() throws SQLException {
        List<Long> left = new ArrayList<>();
        String limit =
                "select extract(epoch from current_setting('transaction_timeout')::interval) *"
                        + " 1000";
        Scopes.call(
                SWEEP,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        for (int i = 0; i < 2; i++) {
                            left.add(
                                    (long)
                                            Double.parseDouble(
                                                    Sql.list(connection, limit).getFirst()));
                            Sql.list(connection, "select pg_sleep(0.02)");
                        }
                    }
                    return 0;
                });

        assertThat(left.get(0)).isLessThanOrEqualTo(SWEEP.limit().toMillis());
        assertThat(left.get(1)).isPositive().isLessThan(left.get(0));
    }

    private interface Hurried {

        /**
         * @param begun to be set by what was begun within the limit
         */
        void work(Duration limit, AtomicBoolean begun) throws SQLException;
    }

    /**
     * Where a busy machine does not even begin it within its limit, once more with a longer one.
     */
    private static void hurried(Hurried hurried) throws SQLException {
        AtomicBoolean begun = new AtomicBoolean();
        Duration limit = Duration.ofMillis(150);
        while (!begun.get()) {
            Duration within = limit;
            try {
                Scopes.call(
                        new Scope.Maintenance("hurry", within),
                        () -> {
                            hurried.work(within, begun);
                            return 0;
                        });
            } catch (SQLException | MaintenanceExpiredException late) {
                if (begun.get() || limit.compareTo(Duration.ofMinutes(1)) > 0) {
                    throw late;
                }
            }
            limit = limit.multipliedBy(2);
        }
    }

    private static void awaitTheLimit() {
        while (!Scopes.timeLeft().orElseThrow().isZero()) {
            Thread.onSpinWait();
        }
    }

    /** What is on record, line by line. */
    private static final class Register implements MaintenanceAudit {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void begins(MaintenanceRun run) {
            lines.add(
                    "begins %s within %s"
                            .formatted(
                                    run.work().reason(),
                                    run.within().map(Scope::described).orElse("nothing")));
        }

        @Override
        public void transactionBegins(Scope.Maintenance work) {
            lines.add("transaction of " + work.reason());
        }

        @Override
        public void ends(MaintenanceRun run, Duration took, @Nullable Throwable failure) {
            assertThat(took).isPositive();
            lines.add(
                    "ends %s %s"
                            .formatted(
                                    run.work().reason(),
                                    failure == null ? "well" : "with " + failure.getMessage()));
        }
    }
}
