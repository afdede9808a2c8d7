import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Formats the Java sources below a folder, or says which are not formatted: {@code Format check|apply FOLDER}. */
public final class Format {

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());
        List<Path> changed =
                sources(root).parallelStream().filter(file -> differs(formatter, file, apply)).toList();
        changed.forEach(file -> System.out.println((apply ? "formatted " : "not formatted: ") + root.relativize(file)));
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

    private static boolean differs(Formatter formatter, Path file, boolean apply) {
        try {
            String before = Files.readString(file);
            String after =
                    RemoveUnusedImports.removeUnusedImports(formatter.formatSourceAndFixImports(before));
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
