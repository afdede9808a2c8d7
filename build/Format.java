import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Formats the Java sources below a folder, or says which are not formatted: {@code Format check|apply FOLDER}.
 *
 * <p>Files that were found well and have not been touched since are remembered in {@code target/tools} and skipped:
 * parsing all of them takes longer than compiling a module.
 */
public final class Format {

    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        Path memory = root.resolve("target/tools/formatted");
        Set<String> known = Files.exists(memory) ? new HashSet<>(Files.readAllLines(memory)) : Set.of();
        List<Path> sources = sources(root);
        List<Path> changed =
                sources.parallelStream().filter(file -> !known.contains(stamp(file)) && differs(file, apply)).toList();
        changed.forEach(file -> System.out.println((apply ? "formatted " : "not formatted: ") + root.relativize(file)));
        Files.createDirectories(memory.getParent());
        Files.write(memory, sources.stream().filter(f -> apply || !changed.contains(f)).map(Format::stamp).toList());
        if (!apply && !changed.isEmpty()) {
            System.err.println("Run ./mvnw -N validate -Dformat=apply and commit the result.");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !f.toString().contains("/target/") && f.toString().contains("/src/"))
                    .sorted()
                    .toList();
        }
    }

    private static String stamp(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    /** Long texts that are broken over lines settle only in a second pass. */
    private static String formatted(String source) throws FormatterException {
        String once = RemoveUnusedImports.removeUnusedImports(FORMATTER.formatSourceAndFixImports(source));
        return once.equals(source) ? once : formatted(once);
    }

    private static boolean differs(Path file, boolean apply) {
        try {
            String before = Files.readString(file);
            String after = formatted(before);
            if (after.equals(before)) {
                return false;
            }
            if (apply) {
                Files.writeString(file, after);
            }
            return true;
        } catch (IOException | FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
