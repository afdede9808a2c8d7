package dev.bailiwick.checks.git;

import dev.bailiwick.checks.outward.RefusedException;

import org.eclipse.jgit.errors.TransportException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;

/** What is sent cannot be kept on this machine: no fault of whoever sends it. */
public final class UnkeptException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private UnkeptException(IOException cause) {
        super("it cannot be kept on this machine", cause);
    }

    /** Writes, or reads what was written. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does what needs the disk alone.
     *
     * @throws UnkeptException if the disk fails
     * @throws IOException if what is written is at fault, or nobody waits for it any more
     */
    static <T> T kept(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            throw isOfTheDisk(e) ? new UnkeptException(e) : e;
        }
    }

    /** Of a failure behind which nobody was asked any more. */
    static boolean isOfTheDisk(IOException fault) {
        // what Git finds wrong with a pack is told by classes of its own
        return switch (fault) {
            case RefusedException _, InterruptedIOException _, UnkeptException _ -> false;
            case TransportException e when e.getCause() instanceof IOException cause ->
                    isOfTheDisk(cause);
            default -> !fault.getClass().getName().startsWith("org.eclipse.jgit.");
        };
    }

    static UnkeptException of(IOException cause) {
        return new UnkeptException(cause);
    }
}
