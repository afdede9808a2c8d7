package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs what the README and the page about accounts tell a newcomer to type, in their order, and
 * compares what comes back with what they show.
 */
final class FirstFindingIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SNIPPETS = ROOT.resolve("docs/snippets");
    private static final List<String> STEPS =
            List.of(
                    "1-sign-up",
                    "2-key",
                    "3-push",
                    "4-read",
                    "5-another-tenant",
                    "6-role",
                    "7-invite",
                    "8-colleague",
                    "9-roles",
                    "9-invitations",
                    "9-owner",
                    "9-end",
                    "9-customers",
                    "9-secret",
                    "9-scan",
                    "9-schedule",
                    "9-retention");

    /** Between pushing and reading, a reader of the README takes this long by himself. */
    private static final String UNTIL_READABLE =
            """
            for i in $(seq 300); do
              curl -sS -H "Authorization: Api-Key $key" http://127.0.0.1:8080/api/v1/findings/latest |
                grep -q '"count":3' && break
              sleep 0.1
            done
            """;

    @TempDir private Path data;

    @Test
    void theFirstMinutesGoAsThePagesShowThem() throws Exception {
        StringBuilder script = new StringBuilder("set -eu\n");
        for (String step : STEPS) {
            if (step.equals("4-read")) {
                script.append(UNTIL_READABLE);
            }
            script.append("echo '=== %s'\n".formatted(step))
                    .append(Files.readString(SNIPPETS.resolve(step + ".sh")));
            script.append("\necho\n");
        }

        String said;
        try (TestServer server = TestServer.start(data, Map.of())) {
            said = run(script.toString().replace("http://127.0.0.1:8080", server.uri().toString()));
        }

        if ("write".equals(System.getProperty("docs"))) {
            write(said);
        }
        for (String step : STEPS) {
            assertThat(outputOf(step, said))
                    .as(step)
                    .isEqualTo(Files.readString(SNIPPETS.resolve(step + ".out")));
        }
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process bash =
                new ProcessBuilder("bash", "-c", script)
                        .directory(ROOT.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said;
    }

    private static void write(String said) throws IOException {
        for (String step : STEPS) {
            Files.writeString(SNIPPETS.resolve(step + ".out"), outputOf(step, said));
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
