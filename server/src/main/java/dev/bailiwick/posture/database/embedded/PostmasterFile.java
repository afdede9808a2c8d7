package dev.bailiwick.posture.database.embedded;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What a running PostgreSQL writes about itself into {@code postmaster.pid}: process, data
 * directory, start time, port. Stays behind when the process is killed.
 *
 * @see <a href="https://www.postgresql.org/docs/18/storage-file-layout.html">Database File
 *     Layout</a>
 */
record PostmasterFile(Path file, long pid, Optional<Integer> port) {

    private static final int PORT_LINE = 3;

    /** Empty where no server runs and none was killed. */
    static Optional<PostmasterFile> read(Path cluster) throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new PostmasterFile(
                                    file, Long.parseLong(lines.getFirst().trim()), portIn(lines)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new IOException(file + " does not begin with a process number", e);
        }
    }

    /** Written some moments after the first lines. */
    private static Optional<Integer> portIn(List<String> lines) {
        return lines.size() <= PORT_LINE
                ? Optional.empty()
                : Optional.of(Integer.valueOf(lines.get(PORT_LINE).trim()));
    }

    /**
     * The process, if it is alive and serves this cluster: the number may be somebody else's by
     * now.
     */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(this::serves);
    }

    /** Whether the process of this file has ended, zombies included. */
    static boolean ended(ProcessHandle process) {
        return !process.isAlive() || isZombie(process.pid());
    }

    /** Waits for the process itself: it removes its file a moment before it ends. */
    static void awaitEnd(ProcessHandle process, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!ended(process)) {
            if (System.nanoTime() > end) {
                throw new IOException("process " + process.pid() + " does not end");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private boolean serves(ProcessHandle process) {
        String cluster = String.valueOf(file.getParent());
        if (ended(process)) {
            return false;
        }
        String command = commandLine(process);
        return command != null && command.contains("postgres") && command.contains(cluster);
    }

    private static @Nullable String commandLine(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(proc).replace('\0', ' ');
        } catch (IOException e) {
            // no /proc, as on macOS
            return process.info().commandLine().orElse(null);
        }
    }

    /** A process that nobody has waited for: its number is taken, nothing of it runs. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}
