package dev.bailiwick.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of checks that somebody keeps in a directory. */
final class CheckFiles {

    private static final int FILES = 2_000;
    private static final int DEPTH = 8;
    private static final int BYTES = 512 * 1024;

    private CheckFiles() {}

    /** Sorted; links are not followed. */
    static List<Path> in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("no directory of checks: " + directory);
        }
        try (Stream<Path> below = Files.walk(directory, DEPTH)) {
            List<Path> files =
                    below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .filter(CheckFiles::isYaml)
                            .limit(FILES + 1L)
                            .sorted()
                            .toList();
            if (files.size() > FILES) {
                throw new IOException("more than " + FILES + " files of checks: " + directory);
            }
            return files;
        }
    }

    private static boolean isYaml(Path file) {
        return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
    }

    static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(BYTES + 1);
            if (content.length > BYTES) {
                throw new IOException("larger than " + BYTES + " bytes: " + file);
            }
            return new String(content, StandardCharsets.UTF_8);
        }
    }
}
