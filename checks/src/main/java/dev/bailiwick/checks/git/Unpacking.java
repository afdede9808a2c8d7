package dev.bailiwick.checks.git;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * What a pack takes in memory while it is unpacked. One alone may take what a few together have
 * room for, so those that take much share what there is for all of the process, and wait in the
 * order in which they came: as long as it takes, since whoever has it is ended by a time of its
 * own. Most take little, and wait for nobody.
 */
final class Unpacking implements AutoCloseable {

    private static final int MEGABYTE = 1024 * 1024;

    /** Taken without asking. */
    private static final int LITTLE = 4;

    private static final int ALL = 64;

    private static final Semaphore MEGABYTES = new Semaphore(ALL, true);

    private final int taken;

    private Unpacking(int taken) {
        this.taken = taken;
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
        try {
            MEGABYTES.acquire(megabytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while it waited to be unpacked");
        }
        return new Unpacking(megabytes);
    }

    @Override
    public void close() {
        MEGABYTES.release(taken);
    }
}
