package dev.bailiwick.posture.scan.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Where programs are found. */
public final class Programs {

    private Programs() {}

    /** The search path of the server itself. */
    public static String searchPath() {
        return Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");
    }

    /**
     * The file of a program.
     *
     * @param command its path, or its name on the server's search path
     */
    public static Optional<Path> find(String command) {
        try {
            if (command.contains("/")) {
                return Optional.of(Path.of(command).toAbsolutePath()).filter(Files::isExecutable);
            }
            return Arrays.stream(searchPath().split(":"))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, command).toAbsolutePath())
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
