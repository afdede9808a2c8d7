package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@Timeout(30)
final class UnpackingTest {

    private static final long MUCH = 60L * 1024 * 1024;

    @Test
    void whoTakesMuchWaitsForWhoHasIt() throws Exception {
        var waits = new CountDownLatch(1);
        var second = new CompletableFuture<Unpacking>();
        try (Unpacking first = Unpacking.of(MUCH, () -> {})) {
            assertThat(first).isNotNull();
            Thread.ofPlatform()
                    .start(
                            () -> {
                                try {
                                    second.complete(Unpacking.of(MUCH, waits::countDown));
                                } catch (IOException e) {
                                    second.completeExceptionally(e);
                                }
                            });
            waits.await();
            assertThat(second).isNotDone();
            Unpacking.of(1_000_000, () -> {}).close();
        }

        second.get().close();
    }

    @Test
    void whoWaitsIsToldToStop() throws Exception {
        try (Unpacking first = Unpacking.of(MUCH, () -> {})) {
            assertThat(first).isNotNull();
            assertThatIOException()
                    .isThrownBy(
                            () ->
                                    Unpacking.of(
                                            MUCH,
                                            () -> {
                                                throw new IOException("it takes too long");
                                            }))
                    .withMessage("it takes too long");
            Thread.currentThread().interrupt();
            assertThatIOException()
                    .isThrownBy(() -> Unpacking.of(MUCH, () -> {}))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        // and nothing of what was waited for is taken
        Unpacking.of(64L * 1024 * 1024, () -> {}).close();
    }
}
