package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.scan.process.ChildProcess;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When the server starts: removes what scans of a server that died have left, before the first job
 * runs, and says in the log which Prowler there is.
 */
@Component
final class ProwlerStart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ProwlerStart.class);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Prowler prowler;
    private final ProwlerProperties settings;
    private final Path base;
    private @Nullable Thread asking;

    ProwlerStart(Prowler prowler, ProwlerProperties settings, DataDirectory data) {
        this.prowler = prowler;
        this.settings = settings;
        this.base = data.scans();
    }

    @Override
    public synchronized void start() {
        try {
            PrivateDirectory.sweep(base);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        prowler.program()
                .ifPresent(
                        program ->
                                asking =
                                        Thread.ofVirtual()
                                                .name("prowler-version")
                                                .start(() -> tell(program)));
    }

    private void tell(Path program) {
        Mark mark = new Mark(UUID.randomUUID().toString(), 1);
        AtomicReference<String> said = new AtomicReference<>("of unknown version");
        try (PrivateDirectory directory = PrivateDirectory.make(base, mark);
                ChildProcess process =
                        ChildProcess.start(
                                new Invocation(program, settings, directory).version(mark),
                                line -> said.compareAndSet("of unknown version", line))) {
            while (!process.isOver()) {
                process.await(PAUSE);
            }
            int status = process.status();
            log.info("Scanner {}: {} (status {})", program, said, status);
        } catch (UncheckedIOException e) {
            log.warn("Scanner {} does not tell its version", program, e);
        } catch (InterruptedException e) {
            // the server stops
        }
    }

    @Override
    public synchronized void stop() {
        if (asking != null) {
            asking.interrupt();
            asking = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return asking != null;
    }

    /** Ahead of what runs jobs. */
    @Override
    public int getPhase() {
        return 0;
    }
}
