package dev.bailiwick.posture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs what the README and the page about accounts tell a newcomer to type, in their order, and
 * compares what comes back with what they show.
 */
final class FirstFindingIT {

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
            script.append(Snippets.step(step));
        }

        String said;
        try (TestServer server = TestServer.start(data, Map.of())) {
            said = Snippets.run(script.toString(), server);
        }

        Snippets.check(STEPS, said);
    }
}
