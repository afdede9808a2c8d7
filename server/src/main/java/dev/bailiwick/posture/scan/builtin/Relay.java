package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.engine.ScannerBusyException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Between what finds and what takes in: each has a thread, and no more than a pipe holds is between
 * them. Who takes in keeps the time of both, and goes on without a thread that does not end.
 */
final class Relay {

    /** Examines. */
    interface Search {

        /**
         * @throws IOException if what is examined cannot be read
         */
        void into(DetectionFindings findings) throws IOException, InterruptedException;
    }

    /** Writes what it finds. */
    interface Finder {

        /**
         * @param results left open
         * @throws IOException if what is examined cannot be read
         */
        void find(OutputStream results) throws IOException, InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final int PIPE_BYTES = 1 << 16;

    private final Duration limit;
    private final Duration patience;
    private final Clock clock;
    private final ScanRoom room;

    /**
     * @param limit of the time that finding takes
     * @param patience for a thread that was asked to stop, or should have stopped by itself; one
     *     that does not is left to itself, with nobody left to write to
     */
    Relay(Duration limit, Duration patience, Clock clock, ScanRoom room) {
        this.limit = limit;
        this.patience = patience;
        this.clock = clock;
        this.room = room;
    }

    /**
     * A place to scan the account in.
     *
     * @throws ScannerBusyException if there is none now
     */
    ScanRoom.Place placeFor(ProviderAccount account) {
        return room.enter(account.tenant());
    }

    /**
     * As {@link #handOn(ScanRoom.Place, Finder, ScanOutput)}, what is found of {@code account} now.
     *
     * @param begun told as by {@link DetectionFindings}
     */
    void handOn(
            ScanRoom.Place place,
            ProviderAccount account,
            IntConsumer begun,
            Search search,
            ScanOutput output)
            throws IOException, InterruptedException {
        handOn(
                place,
                results -> {
                    try (var findings =
                            new DetectionFindings(account, clock.instant(), results, begun)) {
                        search.into(findings);
                    }
                },
                output);
    }

    /**
     * Finds, in a thread of its own that is over at the end, or given up, and hands on in the
     * calling one.
     *
     * @param place which that thread keeps until it ends
     * @throws IOException if what is examined could not be read
     * @throws ScanFailedException if {@code finder} says so or takes too long, or nothing of it can
     *     be used
     */
    void handOn(ScanRoom.Place place, Finder finder, ScanOutput output)
            throws IOException, InterruptedException {
        try (PipedInputStream in = new PipedInputStream(PIPE_BYTES);
                PipedOutputStream out = new PipedOutputStream(in)) {
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<Boolean> finding = new FutureTask<>(() -> found(finder, out, over));
            // of the platform: what judges for minutes would keep others from their turn
            Thread thread =
                    place.start(Thread.ofPlatform().daemon().name("checks").factory(), finding);
            Thread watch = Thread.ofVirtual().start(() -> endInTime(thread, finding, out));
            try {
                take(in, output);
                requireSuccess(finding);
            } catch (UncheckedIOException | ScanFailedException e) {
                if (over.get() || finding.isCancelled()) {
                    // the end of a finder that has failed looks like any other end
                    requireSuccess(finding);
                }
                throw e;
            } finally {
                watch.interrupt();
                end(thread);
            }
        } catch (UncheckedIOException e) {
            if (Thread.interrupted() || Refusal.isStop(e.getCause())) {
                throw new InterruptedException("Interrupted while results were taken in");
            }
            throw e;
        }
    }

    /** One that hears nothing is waited for no longer: it writes to nobody then. */
    private void endInTime(Thread thread, Future<?> finding, OutputStream out) {
        try {
            if (!thread.join(limit.plus(patience)) && finding.cancel(true)) {
                out.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(Thread thread) throws InterruptedException {
        thread.interrupt();
        if (!thread.join(patience)) {
            log.error("A scan was given up whose thread does not end: {}", thread);
        }
    }

    /** A scan that has found nothing has nothing to take in. */
    private static void take(PipedInputStream in, ScanOutput output) {
        try {
            PushbackInputStream results = new PushbackInputStream(in);
            int first = results.read();
            if (first >= 0) {
                results.unread(first);
                output.take(results, ScanOutput.Naming.STRICT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean found(Finder finder, OutputStream out, AtomicBoolean over)
            throws IOException, InterruptedException {
        try (out) {
            try {
                finder.find(out);
            } finally {
                // before the end is seen
                over.set(true);
            }
        }
        return true;
    }

    /** Waits for its end. */
    private void requireSuccess(Future<Boolean> finding) throws IOException, InterruptedException {
        try {
            finding.get();
        } catch (CancellationException e) {
            throw ScanFailedException.because(
                    "The checks were not done within %d seconds, which is as long as they may take."
                            .formatted(limit.toSeconds()));
        } catch (ExecutionException e) {
            throw told(e);
        }
    }

    private static RuntimeException told(ExecutionException failure)
            throws IOException, InterruptedException {
        switch (failure.getCause()) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(failure);
        }
    }
}
