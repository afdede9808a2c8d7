package dev.bailiwick.posture.scan.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What tells the processes of one scan from all others: a variable in their environment, which
 * whatever they start inherits, also what has left their group and outlives them.
 */
public record Mark(String scan) {

    static final String VARIABLE = "BAILIWICK_SCAN";

    private static final Path PROCESSES = Path.of("/proc");
    private static final int MOST_ROUNDS = 100;

    public Mark {
        Objects.requireNonNull(scan, "scan");
    }

    /** Ends all processes of the scan at once, and returns when none is left. */
    public void endAll() throws InterruptedException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> found = processes();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException(
                "Processes of scan %s cannot be ended: %s".formatted(scan, processes()));
    }

    /** Asks all of them to end. */
    void askAll() {
        processes().forEach(ProcessHandle::destroy);
    }

    /** Those that run now; none where the system does not tell environments. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(PROCESSES)) {
            return found;
        }
        byte[] mark = (VARIABLE + "=" + scan).getBytes(StandardCharsets.UTF_8);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path each : all) {
                if (carries(each, mark)) {
                    ProcessHandle.of(Long.parseLong(each.getFileName().toString()))
                            .filter(ProcessHandle::isAlive)
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The processes of this machine cannot be listed", e);
        }
        return found;
    }

    /** Not those of other users, and not those that have just ended. */
    private static boolean carries(Path process, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            int from = 0;
            for (int i = 0; i <= environment.length; i++) {
                if (i == environment.length || environment[i] == 0) {
                    if (Arrays.equals(environment, from, i, mark, 0, mark.length)) {
                        return true;
                    }
                    from = i + 1;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
