package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
final class RelayTest {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void allThatIsFoundIsHandedOnHoweverMuch() throws Exception {
        byte[] part = new byte[100_000];

        Relay.handOn(
                out -> {
                    for (int i = 0; i < 50; i++) {
                        out.write(part);
                    }
                },
                new Taking());

        assertThat(taken.size()).isEqualTo(50 * part.length);
    }

    @Test
    void nothingIsTakenInWhereNothingIsFound() throws Exception {
        Relay.handOn(
                out -> {},
                new Taking() {
                    @Override
                    public void take(InputStream results, Naming naming) {
                        throw new AssertionError("there is nothing to take");
                    }
                });
    }

    @Test
    void whatFailsInTheMiddleFailsAlsoWhereItsHalfWasTaken() {
        assertThatIOException()
                .isThrownBy(
                        () ->
                                Relay.handOn(
                                        out -> {
                                            out.write("half".getBytes(UTF_8));
                                            throw new IOException("gone");
                                        },
                                        new Taking()))
                .withMessage("gone");
        assertThat(taken.toString(UTF_8)).isEqualTo("half");
    }

    @Test
    void whatFailsIsToldRatherThanThatNothingOfItCouldBeUsed() {
        assertThatIOException()
                .isThrownBy(
                        () ->
                                Relay.handOn(
                                        out -> {
                                            out.write(1);
                                            throw new IOException("gone");
                                        },
                                        new Taking() {
                                            @Override
                                            public void take(InputStream results, Naming naming) {
                                                super.take(results, naming);
                                                throw ScanFailedException.because("Unusable.");
                                            }
                                        }))
                .withMessage("gone");
    }

    @Test
    void whoTakesNoMoreEndsWhoFinds() throws Exception {
        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(
                        () ->
                                Relay.handOn(
                                        this::endless,
                                        new Taking() {
                                            @Override
                                            public void take(InputStream results, Naming naming) {
                                                throw ScanFailedException.because("Unusable.");
                                            }
                                        }))
                .withMessage("Unusable.");
        assertThat(ended.getCount()).as("over by then").isZero();
    }

    @Test
    void whoIsInterruptedWhileWaitingEndsWhoFinds() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread relaying =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        Relay.handOn(
                                                out -> {
                                                    begun.countDown();
                                                    waitFor(new CountDownLatch(1));
                                                },
                                                new Taking());
                                    } catch (InterruptedException | IOException e) {
                                        thrown.complete(e);
                                    }
                                });
        begun.await();

        relaying.interrupt();

        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(ended.getCount()).as("over by then").isZero();
    }

    @Test
    void whoDoesNotListenIsLeftToHimselfAndHoldsUpNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<IOException> written = new CompletableFuture<>();

        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(
                        () ->
                                Relay.handOn(
                                        out -> {
                                            out.write(1);
                                            deaf(release);
                                            writeAgain(out, written);
                                        },
                                        new Taking() {
                                            @Override
                                            public void take(InputStream results, Naming naming) {
                                                throw ScanFailedException.because("Unusable.");
                                            }
                                        },
                                        Duration.ofMillis(50)))
                .withMessage("Unusable.");

        assertThat(written).as("still at it").isNotDone();
        release.countDown();
        assertThat(written.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    /** As what works out something and asks nobody whether it should. */
    private static void deaf(CountDownLatch release) {
        while (release.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void writeAgain(OutputStream out, CompletableFuture<IOException> written)
            throws IOException {
        try {
            out.write(1);
            out.flush();
        } catch (IOException e) {
            written.complete(e);
            throw e;
        }
    }

    private void endless(OutputStream out) throws IOException {
        try {
            while (true) {
                out.write(new byte[1000]);
            }
        } finally {
            ended.countDown();
        }
    }

    private void waitFor(CountDownLatch latch) throws InterruptedException {
        try {
            latch.await();
        } finally {
            ended.countDown();
        }
    }

    private class Taking implements ScanOutput {

        @Override
        public void take(InputStream results, Naming naming) {
            try (results) {
                results.transferTo(taken);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void progress(int percent) {}
    }
}
