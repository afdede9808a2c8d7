package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.git.UnkeptException;
import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.text.PlainText;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;

/** What became of asking a repository or a cluster, in a sentence for whoever ordered it. */
final class Refusal {

    private static final Logger log = LoggerFactory.getLogger(Refusal.class);

    private static final int LONGEST = 500;

    private Refusal() {}

    /**
     * @param what could not be done: {@code The cluster could not be read}
     * @throws InterruptedException if it was the thread that was asked to stop
     */
    static ScanFailedException of(String what, IOException cause) throws InterruptedException {
        if (isOfOwnDisk(cause)) {
            return ofOwnDisk(what, cause);
        }
        requireNoStop(cause);
        String sentence = what + ": " + reason(cause) + ".";
        return cause instanceof ExceededException
                ? ScanFailedException.because(sentence)
                : ScanFailedException.notConnected(sentence);
    }

    /** Of trouble with this machine's disk, which is not the provider's. */
    static ScanFailedException ofOwnDisk(String what, IOException cause)
            throws InterruptedException {
        requireNoStop(cause);
        // its message may begin with a path of this machine
        log.warn("{}", what, cause);
        return ScanFailedException.because(what + ": the disk of the server failed.");
    }

    static boolean isOfOwnDisk(IOException cause) {
        return cause instanceof UnkeptException || cause instanceof FileSystemException;
    }

    private static void requireNoStop(IOException cause) throws InterruptedException {
        if (Thread.interrupted() || isStop(cause)) {
            throw new InterruptedException("Interrupted while somebody else was asked");
        }
    }

    static boolean isStop(@Nullable Throwable cause) {
        return cause instanceof InterruptedIOException
                && !(cause instanceof SocketTimeoutException);
    }

    private static String reason(IOException cause) {
        String reason = PlainText.of(String.valueOf(cause.getMessage())).strip();
        String whole = reason.length() > LONGEST ? reason.substring(0, LONGEST) + "…" : reason;
        return whole.endsWith(".") ? whole.substring(0, whole.length() - 1) : whole;
    }
}
