package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What pages tell their readers to type, and what they show of the answers. */
public final class Snippets {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FILES = ROOT.resolve("docs/snippets");

    private Snippets() {}

    /** A part of a script, whose output is found by its name. */
    public static String step(String name) throws IOException {
        return "echo '=== %s'\n%s\necho\n"
                .formatted(name, Files.readString(FILES.resolve(name + ".sh")));
    }

    /** All that a script says that asks this server in the place of the one that pages speak of. */
    public static String run(String script, TestServer server)
            throws IOException, InterruptedException {
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                script.replace("http://127.0.0.1:8080", server.uri().toString()))
                        .directory(ROOT.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said;
    }

    /** Compares what each step has said with what the pages show, or writes that down. */
    public static void check(List<String> steps, String said) throws IOException {
        if ("write".equals(System.getProperty("docs"))) {
            for (String step : steps) {
                Files.writeString(FILES.resolve(step + ".out"), outputOf(step, said));
            }
        }
        for (String step : steps) {
            assertThat(outputOf(step, said))
                    .as(step)
                    .isEqualTo(Files.readString(FILES.resolve(step + ".out")));
        }
    }

    /** With what differs from run to run replaced by its kind. */
    private static String outputOf(String step, String said) {
        String start = "=== " + step + "\n";
        int from = said.indexOf(start) + start.length();
        int to = said.indexOf("=== ", from);
        return said.substring(from, to < 0 ? said.length() : to)
                        .replaceAll("http://127\\.0\\.0\\.1:\\d+", "http://127.0.0.1:8080")
                        .replaceAll(
                                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                                "<id>")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
                        .replaceAll("pk_[A-Za-z0-9]{8}\\.[A-Za-z0-9_=-]+", "pk_<prefix>.<secret>")
                        .strip()
                + "\n";
    }
}
