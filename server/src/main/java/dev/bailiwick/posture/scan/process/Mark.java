package dev.bailiwick.posture.scan.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What tells the processes of one attempt at a scan from all others: a variable in their
 * environment, which whatever they start inherits, also what has left their group and outlives
 * them. With the attempt's number, since an earlier one that was taken for dead and thaws must not
 * end what the later one has started.
 *
 * @param attempt rises with each attempt at the scan
 */
public record Mark(String scan, int attempt) {

    static final String VARIABLE = "BAILIWICK_SCAN";

    private static final Path PROCESSES = Path.of("/proc");
    private static final int MOST_ROUNDS = 100;
    private static final char BEFORE_ATTEMPT = '.';

    public Mark {
        Objects.requireNonNull(scan, "scan");
    }

    /** The mark that is written so, if any is. */
    static Optional<Mark> of(String text) {
        int end = text.lastIndexOf(BEFORE_ATTEMPT);
        try {
            return end < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Mark(
                                    text.substring(0, end),
                                    Integer.parseInt(text.substring(end + 1))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** As it is written in environments, and as names of folders. */
    String text() {
        return scan + BEFORE_ATTEMPT + attempt;
    }

    /** Whether {@code other} is of the same scan, and not of a later attempt at it. */
    boolean isNotBefore(Mark other) {
        return other.scan.equals(scan) && other.attempt <= attempt;
    }

    /** Ends all processes of the attempt at once, and returns when none is left. */
    public void endAll() throws InterruptedException {
        end(this::processes);
    }

    /** The same with those of all earlier attempts at the scan too. */
    void endAllUntilNow() throws InterruptedException {
        end(this::processesUntilNow);
    }

    private void end(Supplier<List<ProcessHandle>> those) throws InterruptedException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> found = those.get();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException(
                "Processes of scan %s cannot be ended: %s".formatted(scan, those.get()));
    }

    /** Asks all of them to end. */
    void askAll() {
        processes().forEach(ProcessHandle::destroy);
    }

    /** Those that run now; none where the system does not tell environments. */
    public List<ProcessHandle> processes() {
        return all().filter(each -> each.mark.equals(this)).map(Marked::process).toList();
    }

    /** Those of the attempt and of earlier ones. */
    public List<ProcessHandle> processesUntilNow() {
        return all().filter(each -> isNotBefore(each.mark)).map(Marked::process).toList();
    }

    private record Marked(Mark mark, ProcessHandle process) {}

    private static Stream<Marked> all() {
        List<Marked> found = new ArrayList<>();
        if (!Files.isDirectory(PROCESSES)) {
            return found.stream();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path each : all) {
                Optional<Mark> mark = on(each);
                if (mark.isPresent()) {
                    ProcessHandle.of(Long.parseLong(each.getFileName().toString()))
                            .filter(ProcessHandle::isAlive)
                            .ifPresent(process -> found.add(new Marked(mark.get(), process)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The processes of this machine cannot be listed", e);
        }
        return found.stream();
    }

    /** Not those of other users, and not those that have just ended. */
    private static Optional<Mark> on(Path process) {
        try {
            String environment =
                    new String(
                            Files.readAllBytes(process.resolve("environ")),
                            StandardCharsets.ISO_8859_1);
            return Stream.of(environment.split("\0", -1))
                    .filter(each -> each.startsWith(VARIABLE + "="))
                    .findFirst()
                    .flatMap(each -> of(each.substring(VARIABLE.length() + 1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
