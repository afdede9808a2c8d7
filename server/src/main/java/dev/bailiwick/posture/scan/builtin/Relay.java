package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Between what finds and what takes in: each has a thread, and no more than a pipe holds is between
 * them.
 */
final class Relay {

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
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Relay() {}

    /**
     * Finds, in a thread of its own that is over at the end, and hands on in the calling one.
     *
     * @throws IOException if what is examined could not be read
     * @throws ScanFailedException if {@code finder} says so, or nothing of it can be used
     */
    static void handOn(Finder finder, ScanOutput output) throws IOException, InterruptedException {
        handOn(finder, output, PATIENCE);
    }

    /**
     * @param patience for a thread that was asked to stop; one that does not is left to itself,
     *     with nobody left to write to
     */
    static void handOn(Finder finder, ScanOutput output, Duration patience)
            throws IOException, InterruptedException {
        try (PipedInputStream in = new PipedInputStream(PIPE_BYTES);
                PipedOutputStream out = new PipedOutputStream(in)) {
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<Boolean> finding = new FutureTask<>(() -> found(finder, out, over));
            // of the platform: what judges for minutes would keep others from their turn
            Thread thread = Thread.ofPlatform().daemon().name("checks").start(finding);
            try {
                take(in, output);
                requireSuccess(finding);
            } catch (UncheckedIOException | ScanFailedException e) {
                if (over.get()) {
                    // the end of a finder that has failed looks like any other end
                    requireSuccess(finding);
                }
                throw e;
            } finally {
                end(thread, patience);
            }
        } catch (UncheckedIOException e) {
            if (Thread.interrupted() || Refusal.isStop(e.getCause())) {
                throw new InterruptedException("Interrupted while results were taken in");
            }
            throw e;
        }
    }

    private static void end(Thread thread, Duration patience) throws InterruptedException {
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
    private static void requireSuccess(Future<Boolean> finding)
            throws IOException, InterruptedException {
        try {
            finding.get();
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
