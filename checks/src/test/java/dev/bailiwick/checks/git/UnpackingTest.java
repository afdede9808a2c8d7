package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

@Timeout(120)
final class UnpackingTest {

    private static final long MEGABYTE = 1024 * 1024;

    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void whoTakesMuchWaitsInTheOrderInWhichTheyCame() throws Exception {
        CompletableFuture<Unpacking> all;
        CompletableFuture<Unpacking> some;
        try (Unpacking first = Unpacking.of(20 * MEGABYTE)) {
            assertThat(first).isNotNull();
            all = waiting("all", 64 * MEGABYTE);
            // there would be room for it
            some = waiting("some", 6 * MEGABYTE);
            Unpacking.of(1_000_000).close();
            assertThat(all).isNotDone();
            assertThat(some).isNotDone();
        }

        all.get().close();
        some.get().close();
        assertThat(order).containsExactly("all", "some");
    }

    @Test
    void whoWaitsIsToldToStop() throws Exception {
        try (Unpacking first = Unpacking.of(60 * MEGABYTE)) {
            assertThat(first).isNotNull();
            Thread.currentThread().interrupt();
            assertThatIOException()
                    .isThrownBy(() -> Unpacking.of(60 * MEGABYTE))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        // and nothing of what was waited for is taken
        Unpacking.of(64 * MEGABYTE).close();
    }

    private CompletableFuture<Unpacking> waiting(String name, long bytes) {
        var taken = new CompletableFuture<Unpacking>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        Unpacking got = Unpacking.of(bytes);
                                        order.add(name);
                                        taken.complete(got);
                                    } catch (InterruptedIOException e) {
                                        taken.completeExceptionally(e);
                                    }
                                });
        awaitInTurn(thread);
        return taken;
    }

    /** Until it stands in the row, or has ended. */
    static void awaitInTurn(Thread thread) {
        while (thread.isAlive()) {
            Object blocker = LockSupport.getBlocker(thread);
            if (blocker != null && blocker.getClass().getNestHost() == Semaphore.class) {
                return;
            }
            // what is waited for needs the processor more
            LockSupport.parkNanos(1_000_000);
        }
    }
}
