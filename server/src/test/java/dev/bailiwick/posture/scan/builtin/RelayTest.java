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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

@Timeout(60)
final class RelayTest {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Relay relay =
            new Relay(Duration.ofMinutes(10), Duration.ofSeconds(30), Clock.systemUTC());
    private final Relay impatient =
            new Relay(Duration.ofMinutes(10), Duration.ofMillis(50), Clock.systemUTC());
    private final Relay hasty =
            new Relay(Duration.ofMillis(50), Duration.ofMillis(50), Clock.systemUTC());

    @Test
    void allThatIsFoundIsHandedOnHoweverMuch() throws Exception {
        byte[] part = new byte[100_000];

        relay.handOn(
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
        relay.handOn(
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
                                relay.handOn(
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
                                relay.handOn(
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
                                relay.handOn(
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
                                        relay.handOn(
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
                                impatient.handOn(
                                        out -> {
                                            out.write(1);
                                            deaf(release);
                                            writeAgain(out, written);
                                        },
                                        new Refusing()))
                .withMessage("Unusable.");

        assertThat(written).as("still at it").isNotDone();
        release.countDown();
        assertThat(written.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    /** A check that never returns: neither an interrupt nor its own limits end it. */
    @Test
    void whoNeverEndsIsWaitedForAsLongAsItMayTakeAndNoLonger() {
        CountDownLatch release = new CountDownLatch(1);

        for (byte[] before : List.of(new byte[0], new byte[10])) {
            assertThatExceptionOfType(ScanFailedException.class)
                    .isThrownBy(
                            () ->
                                    hasty.handOn(
                                            out -> {
                                                out.write(before);
                                                deaf(release);
                                            },
                                            new Taking()))
                    .withMessageStartingWith("The checks were not done within 0 seconds");
        }

        release.countDown();
    }

    @Test
    void noOtherBeginsWhileTooManyGoOnThatWereGivenUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Thread> deaf = new CopyOnWriteArrayList<>();
        Relay.Finder finder =
                out -> {
                    deaf.add(Thread.currentThread());
                    out.write(1);
                    out.flush();
                    deaf(release);
                };
        for (int i = 0; i < Relay.MOST_GIVEN_UP; i++) {
            assertThatExceptionOfType(ScanFailedException.class)
                    .isThrownBy(() -> impatient.handOn(finder, new Refusing()))
                    .withMessage("Unusable.");
        }

        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(() -> impatient.handOn(finder, new Refusing()))
                .withMessageContaining("still at work on this server");

        assertThat(deaf).hasSize(Relay.MOST_GIVEN_UP);
        release.countDown();
        for (Thread each : deaf) {
            each.join();
        }
        impatient.handOn(out -> out.write(1), new Taking());
        assertThat(taken.size()).isOne();
    }

    /** A cancelled job is interrupted again and again. */
    @Test
    void whoIsInterruptedTwiceLeavesNobodyBehindUncounted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Relay patient = new Relay(Duration.ofMinutes(10), Duration.ofSeconds(2), Clock.systemUTC());
        for (int i = 0; i < Relay.MOST_GIVEN_UP; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Boolean> handing =
                    new FutureTask<>(
                            () -> {
                                patient.handOn(
                                        out -> {
                                            begun.countDown();
                                            deaf(release);
                                        },
                                        new Taking());
                                return true;
                            });
            Thread relaying = Thread.ofPlatform().start(handing);
            begun.await();
            while (relaying.isAlive()) {
                relaying.interrupt();
                var _ = relaying.join(Duration.ofMillis(10));
            }
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(handing::get)
                    .withCauseInstanceOf(InterruptedException.class);
        }

        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(() -> patient.handOn(out -> {}, new Taking()))
                .withMessageContaining("still at work on this server");
        release.countDown();
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

    private final class Refusing extends Taking {

        @Override
        public void take(InputStream results, Naming naming) {
            throw ScanFailedException.because("Unusable.");
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
