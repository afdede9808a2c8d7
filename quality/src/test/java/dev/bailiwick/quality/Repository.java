package dev.bailiwick.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
final class Repository {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final List<String> MODULES =
            List.of(
                    "core",
                    "testbed",
                    "postgres",
                    "hibernate",
                    "declaration",
                    "checks",
                    "spring",
                    "cli",
                    "server",
                    "examples/jdbc",
                    "examples/school",
                    "benchmarks",
                    "quality");

    private Repository() {}

    /**
     * Java files of {@code module} below {@code src/main/java} or {@code src/test/java}, sorted.
     */
    static List<Path> sources(String module, String kind) {
        Path folder = ROOT.resolve(module).resolve("src").resolve(kind).resolve("java");
        return Files.isDirectory(folder) ? filesBelow(folder, ".java") : List.of();
    }

    static List<Path> filesBelow(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
