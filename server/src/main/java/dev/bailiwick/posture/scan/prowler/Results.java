package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.process.ChildProcess;
import dev.bailiwick.posture.scan.process.GrowingFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a run of Prowler writes, handed on while it writes, and how the run has ended. */
final class Results {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ChildProcess process;
    private final Telling telling;
    private final Duration timeLimit;

    Results(ChildProcess process, Telling telling, Duration timeLimit) {
        this.process = process;
        this.telling = telling;
        this.timeLimit = timeLimit;
    }

    /**
     * Hands the results on until the run has ended.
     *
     * @throws ScanFailedException if it has not ended well
     */
    void handOn(Path file, ScanOutput output, ScanOutput.Naming naming)
            throws InterruptedException {
        try {
            if (awaitFirstBytes(file)) {
                try (InputStream results = new GrowingFile(file, process, this::requireSuccess)) {
                    output.take(results, naming);
                }
            }
            requireSuccess();
            if (!telling.hasBegun()) {
                throw ended("without having made a check");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while Prowler was writing");
            }
            throw e;
        }
    }

    /** Answers false if it has ended without having written anything. */
    private boolean awaitFirstBytes(Path file) throws IOException, InterruptedException {
        while (true) {
            boolean over = process.isOver();
            if (Files.exists(file) && Files.size(file) > 0) {
                return true;
            }
            if (over) {
                return false;
            }
            process.await(PAUSE);
        }
    }

    private void requireSuccess() throws InterruptedException {
        int status = process.status();
        if (process.isOverdue()) {
            throw ScanFailedException.because(
                    "The scanner was ended when it had run for %d seconds."
                            .formatted(timeLimit.toSeconds()));
        }
        switch (status) {
            // 3: there are findings that failed
            case 0, 3 -> {}
            default -> throw ended("with status " + status);
        }
    }

    private ScanFailedException ended(String how) {
        String reason = telling.reason();
        String sentence =
                reason.isEmpty()
                        ? "Prowler has ended %s.".formatted(how)
                        : "Prowler has ended %s: %s".formatted(how, reason);
        return telling.hasBegun()
                ? ScanFailedException.because(sentence)
                : ScanFailedException.notConnected(sentence);
    }
}
