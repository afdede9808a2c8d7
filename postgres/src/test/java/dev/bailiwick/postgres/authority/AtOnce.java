package dev.bailiwick.postgres.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, each on a thread of its own. */
final class AtOnce {

    private static final String WAITING =
            "select pid from pg_stat_activity where datname = current_database() and"
                    + " wait_event_type = 'Lock'";

    private AtOnce() {}

    /** Until a transaction waits for what another one has locked. */
    static void awaitOneWhoWaits(TestDatabase database) throws SQLException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        try (Connection connection = database.as("postgres").getConnection()) {
            while (Sql.list(connection, WAITING).isEmpty()) {
                assertThat(System.nanoTime()).as("nobody waits").isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    /** What each of them brought, in their order; nobody begins before all are there. */
    static <T> List<T> all(List<? extends Callable<T>> works) throws Exception {
        CyclicBarrier start = new CyclicBarrier(works.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> work : works) {
                running.add(
                        threads.submit(
                                () -> {
                                    start.await(2, TimeUnit.MINUTES);
                                    return work.call();
                                }));
            }
            List<T> brought = new ArrayList<>();
            for (Future<T> one : running) {
                brought.add(one.get(3, TimeUnit.MINUTES));
            }
            return brought;
        }
    }
}
