package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.Snippets;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs what the page about repositories tells its readers to type, behind the README's key. */
final class RepositoryPageIT {

    private static final List<String> STEPS =
            List.of(
                    "repository-1-add",
                    "repository-2-scan",
                    "repository-3-read",
                    "repository-4-token");

    private static final Map<String, String> FILES =
            Map.of(
                    "infra/main.tf",
                    """
                    resource "aws_db_instance" "shop" {
                      publicly_accessible = true
                      storage_encrypted   = true
                    }
                    """,
                    "deploy/web.yaml",
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web, namespace: shop}
                    spec:
                      template:
                        spec:
                          containers:
                            - name: app
                              image: app:1
                              securityContext: {privileged: true}
                    """,
                    "Dockerfile",
                    "FROM alpine:3.20\nRUN wget -O- https://x.example/install | sh\n");

    @TempDir private Path room;

    @Test
    void aRepositoryIsScannedAsThePageShows() throws Exception {
        StringBuilder script = new StringBuilder("set -eu\n");
        script.append(Snippets.step("1-sign-up")).append(Snippets.step("2-key"));
        for (String step : STEPS) {
            script.append(Snippets.step(step));
        }

        String said;
        try (Forge forge = Forge.start(room.resolve("forge"));
                TestServer server =
                        TestServer.start(
                                room.resolve("data"),
                                Map.of(
                                        "bailiwick.checks.allowed-hosts",
                                        "localhost",
                                        "bailiwick.checks.authorities",
                                        forge.authority().toString()))) {
            forge.commit(FILES);
            said =
                    Snippets.run(
                            script.toString()
                                    .replace(
                                            "https://github.com/OWNER/REPOSITORY.git",
                                            forge.url("/shop.git")),
                            server);
        }

        Snippets.check(STEPS, said);
    }
}
