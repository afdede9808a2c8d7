package dev.bailiwick.posture.scan.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that runs for one scan, within its limits. Closing it ends it with all that it has
 * started, whatever these do to stay.
 */
public final class ChildProcess implements AutoCloseable {

    /**
     * Sets limits, then waits for the program; and ends the whole group of processes when the
     * server is no more, which is when its end of the pipe is closed: the next attempt may be made
     * on another machine, where nobody could end it.
     */
    private static final String SUPERVISED =
            """
            ulimit -c 0; ulimit -v "$1"; ulimit -f "$2"; shift 2
            exec 3<&0 </dev/null
            "$@" 3<&- &
            program=$!
            { cat <&3; kill -KILL 0; } >/dev/null 2>&1 &
            exec 3<&-
            wait "$program"
            """;

    /** The same without a group of its own, in which nobody but descendants would be ended. */
    private static final String BARE =
            """
            ulimit -c 0; ulimit -v "$1"; ulimit -f "$2"; shift 2
            exec "$@" </dev/null
            """;

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int BLOCK = 512;
    private static final int LONGEST_LINE = 2_000;

    private final Process process;
    private final Mark mark;
    private final long deadline;
    private final Thread reader;
    private volatile boolean overdue;

    private ChildProcess(Process process, Launch launch, Consumer<String> lines) {
        this.process = process;
        this.mark = launch.mark();
        this.deadline = System.nanoTime() + launch.limits().time().toNanos();
        this.reader =
                Thread.ofVirtual().name("scanner-output").start(() -> readAll(process, lines));
    }

    /**
     * Starts it.
     *
     * @param lines given every line that it prints, cut where it is very long, in a thread of its
     *     own
     */
    public static ChildProcess start(Launch launch, Consumer<String> lines) {
        List<String> command = new ArrayList<>();
        var apart = Programs.find("setsid");
        apart.ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", apart.isPresent() ? SUPERVISED : BARE, "sh"));
        command.add(Long.toString(launch.limits().memory().toKilobytes()));
        command.add(Long.toString(launch.limits().output().toBytes() / BLOCK));
        command.addAll(launch.command());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(launch.folder().toFile())
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        builder.environment().put(Mark.VARIABLE, launch.mark().text());
        try {
            return new ChildProcess(builder.start(), launch, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readAll(Process process, Consumer<String> lines) {
        try (Reader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c == '\n' || c == '\r') {
                    lines.accept(line.toString());
                    line.setLength(0);
                } else if (line.length() < LONGEST_LINE) {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                lines.accept(line.toString());
            }
        } catch (IOException e) {
            // it was ended: what it has printed until then is told
        }
    }

    /** Whether it has ended by itself. One that has run longer than it may is ended here. */
    public boolean isOver() {
        if (process.isAlive() && System.nanoTime() - deadline > 0) {
            overdue = true;
            process.destroyForcibly();
        }
        return !process.isAlive();
    }

    /** Waits a little for its end. */
    public void await(Duration most) throws InterruptedException {
        var _ = process.waitFor(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether it was ended since it had run longer than it may. */
    public boolean isOverdue() {
        return overdue;
    }

    /** The status with which it has ended; all that it has printed has been told by then. */
    public int status() throws InterruptedException {
        int status = process.waitFor();
        // what it has started may hold its output open
        reader.join(Duration.ofSeconds(1));
        return status;
    }

    /** Also where the thread is interrupted: nothing may be left. */
    @Override
    public void close() {
        CompletableFuture.runAsync(
                        this::endApart, work -> Thread.ofVirtual().name("scanner-end").start(work))
                .join();
    }

    private void endApart() {
        try {
            end();
        } catch (InterruptedException e) {
            throw new IllegalStateException("This thread is interrupted by nobody", e);
        }
    }

    private void end() throws InterruptedException {
        List<ProcessHandle> descendants = process.descendants().toList();
        if (process.isAlive()) {
            descendants.forEach(ProcessHandle::destroy);
            mark.askAll();
            awaitAll(descendants);
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        mark.endAll();
        var _ = process.waitFor();
        reader.join(Duration.ofSeconds(1));
    }

    private void awaitAll(List<ProcessHandle> descendants) throws InterruptedException {
        long end = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() - end < 0
                && (descendants.stream().anyMatch(ProcessHandle::isAlive)
                        || !mark.processes().isEmpty())) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
