package dev.bailiwick.checks.git;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What a pack takes in memory while it is unpacked. One alone may take what a few together have
 * room for, so those that take much share what there is for all of the process, and wait in the
 * order in which they came: as long as it takes, since whoever has it is ended by a time of its
 * own, and takes turns with them where it can. Most take little, and wait for nobody.
 */
final class Unpacking implements AutoCloseable {

    private static final int MEGABYTE = 1024 * 1024;

    /** Taken without asking. */
    private static final int LITTLE = 4;

    private static final int ALL = 64;

    private static final Semaphore MEGABYTES = new Semaphore(ALL, true);

    private final int wanted;
    private int taken;
    private long since = System.nanoTime();

    private Unpacking(int wanted) {
        this.wanted = wanted;
    }

    /**
     * Waits until there is room for {@code bytes}.
     *
     * @throws InterruptedIOException if the thread is told to stop
     */
    static Unpacking of(long bytes) throws InterruptedIOException {
        int megabytes = (int) Math.min(ALL, bytes / MEGABYTE + 1);
        if (megabytes <= LITTLE) {
            return new Unpacking(0);
        }
        var unpacking = new Unpacking(megabytes);
        unpacking.take();
        return unpacking;
    }

    /** What is taken again, too, since whoever waits must not be passed. */
    private void take() throws InterruptedIOException {
        try {
            MEGABYTES.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while it waited to be unpacked");
        }
        taken = wanted;
        since = System.nanoTime();
    }

    /**
     * For whoever holds nothing at the moment: lets those go first who wait, once it has had its
     * turn, and takes its place behind them.
     *
     * @return how long it waited
     * @throws InterruptedIOException as {@link #of}
     */
    Duration pass(Duration turn) throws InterruptedIOException {
        long now = System.nanoTime();
        if (taken == 0 || now - since < turn.toNanos() || !MEGABYTES.hasQueuedThreads()) {
            return Duration.ZERO;
        }
        close();
        take();
        return Duration.ofNanos(System.nanoTime() - now);
    }

    @Override
    public void close() {
        MEGABYTES.release(taken);
        taken = 0;
    }
}
