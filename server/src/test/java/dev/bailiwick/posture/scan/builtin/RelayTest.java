package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;

import org.junit.jupiter.api.AfterEach;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

@Timeout(60)
final class RelayTest {

    private static final ProviderAccount ACCOUNT =
            new ProviderAccount(
                    new TenantId(UUID.randomUUID()),
                    UUID.randomUUID(),
                    ProviderKind.IAC,
                    "https://git.example/shop.git");

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CompletableFuture<Boolean> release = new CompletableFuture<>();
    private final ScanRoom room = new ScanRoom(4);
    private final Relay relay = relay(Duration.ofMinutes(10), Duration.ofSeconds(30));
    private final Relay impatient = relay(Duration.ofMinutes(10), Duration.ofMillis(50));
    private final Relay hasty = relay(Duration.ofMillis(50), Duration.ofMillis(50));

    private Relay relay(Duration limit, Duration patience) {
        return new Relay(limit, patience, Clock.systemUTC(), room);
    }

    /** Also after a test that has failed: they would spin on beside all others. */
    @AfterEach
    void releaseTheDeaf() {
        release.complete(true);
    }

    @Test
    void allThatIsFoundIsHandedOnHoweverMuch() throws Exception {
        byte[] part = new byte[100_000];

        handOn(
                relay,
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
        handOn(
                relay,
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
                                handOn(
                                        relay,
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
                                handOn(
                                        relay,
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
                                handOn(
                                        relay,
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
                                        handOn(
                                                relay,
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
        CompletableFuture<IOException> written = new CompletableFuture<>();

        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(
                        () ->
                                handOn(
                                        impatient,
                                        out -> {
                                            out.write(1);
                                            deaf();
                                            writeAgain(out, written);
                                        },
                                        new Refusing()))
                .withMessage("Unusable.");

        assertThat(written).as("still at it").isNotDone();
        release.complete(true);
        assertThat(written.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    /** A check that never returns: neither an interrupt nor its own limits end it. */
    @Test
    void whoNeverEndsIsWaitedForAsLongAsItMayTakeAndNoLonger() {

        for (byte[] before : List.of(new byte[0], new byte[10])) {
            assertThatExceptionOfType(ScanFailedException.class)
                    .isThrownBy(
                            () ->
                                    handOn(
                                            hasty,
                                            out -> {
                                                out.write(before);
                                                deaf();
                                            },
                                            new Taking()))
                    .withMessageStartingWith("The checks were not done within 0 seconds");
        }

        release.complete(true);
    }

    @Test
    void whoWasGivenUpKeepsItsPlaceUntilItEnds() {
        CompletableFuture<Thread> deaf = new CompletableFuture<>();
        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(
                        () ->
                                handOn(
                                        impatient,
                                        out -> {
                                            deaf.complete(Thread.currentThread());
                                            out.write(1);
                                            out.flush();
                                            deaf();
                                        },
                                        new Refusing()))
                .withMessage("Unusable.");
        assertThat(room.givenUp()).isOne();

        release.complete(true);

        assertThat(deaf).succeedsWithin(Duration.ofSeconds(30));
        Eventually.holds(() -> room.givenUp() == 0);
    }

    /** A cancelled job is interrupted again and again. */
    @Test
    void whoIsInterruptedTwiceLeavesNobodyBehindUncounted() throws Exception {
        Relay patient = relay(Duration.ofMinutes(10), Duration.ofSeconds(2));
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Boolean> handing =
                new FutureTask<>(
                        () -> {
                            handOn(
                                    patient,
                                    out -> {
                                        begun.countDown();
                                        deaf();
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
        assertThat(room.givenUp()).isOne();
    }

    private static void handOn(Relay relay, Relay.Finder finder, ScanOutput output)
            throws IOException, InterruptedException {
        try (ScanRoom.Place place = relay.placeFor(ACCOUNT)) {
            relay.handOn(place, finder, output);
        }
    }

    /** As what works out something and asks nobody whether it should: no interrupt ends it. */
    private void deaf() {
        release.join();
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
