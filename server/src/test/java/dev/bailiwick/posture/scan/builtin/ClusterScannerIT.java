package dev.bailiwick.posture.scan.builtin;

import static dev.bailiwick.posture.scan.builtin.Scanned.reason;
import static dev.bailiwick.posture.scan.builtin.Scanned.state;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.LogLines;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** Clusters from their provider to the findings that are read of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterScannerIT {

    private static final String PODS =
            """
            {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": [
              {"metadata": {"name": "web", "namespace": "shop"},
               "spec": {"containers": [{"name": "app", "image": "app:1",
                 "securityContext": {"privileged": true}}]}}]}
            """;

    private static final String NAMESPACES =
            """
            {"kind": "NamespaceList", "apiVersion": "v1", "metadata": {},
             "items": [{"metadata": {"name": "shop"}}]}
            """;

    private final Forge forge;
    private final TestServer server;
    private Scanned acme;

    ClusterScannerIT(@TempDir Path room) throws IOException {
        forge = Forge.start(room.resolve("forge"));
        server =
                TestServer.start(
                        room.resolve("data"),
                        Map.of(
                                "bailiwick.checks.allowed-hosts", "localhost,127.0.0.1",
                                "bailiwick.prowler.command", ""));
        acme = new Scanned(Tenancy.of(server).api());
    }

    @BeforeEach
    void found() {
        acme = new Scanned(Tenancy.of(server).api());
        forge.forgetLists();
        forge.list("/api/v1/namespaces", NAMESPACES);
        forge.list("/api/v1/pods", PODS);
    }

    @AfterAll
    void stop() {
        server.close();
        forge.close();
    }

    @Test
    void whatRunsInAClusterIsFoundAndWhatMayNotBeReadIsTold() throws IOException {
        String provider = cluster("harbour", "localhost", Forge.TOKEN);
        assertThat(acme.connection(provider).at("/connected").asBoolean()).isTrue();

        Answer task = acme.scanned(provider);

        assertThat(state(task)).as(task.body()).isEqualTo("completed");
        assertThat(task.at("/data/attributes/result/refused").asInt()).isZero();
        assertThat(acme.findings("filter[severity]=critical"))
                .containsExactly("FAIL kubernetes_pod_privileged Pod/shop/web");
        assertThat(acme.findings("filter[check_id]=bailiwick_source_readable"))
                .hasSize(14)
                .contains("MANUAL bailiwick_source_readable /apis/apps/v1/deployments");
        assertThat(acme.findings("filter[service]=namespace"))
                .containsExactly("FAIL kubernetes_namespace_pod_security Namespace/shop");
        assertThat(
                        acme.api()
                                .get("resources/latest?filter[type]=Pod")
                                .at("/data/0/attributes/region")
                                .asString())
                .isEqualTo("shop");
        assertThat(acme.isConnected(provider)).isTrue();
    }

    @Test
    void whoIsNotKnownThereIsNotConnectedAndTheSecretIsToldNowhere() throws IOException {
        String provider = cluster("harbour", "localhost", "planted-other");
        try (LogLines log = LogLines.capture()) {
            Answer task = acme.scanned(provider);

            assertThat(reason(task))
                    .isEqualTo(
                            "The cluster could not be read: the cluster does not know who asks"
                                    + " (401).");
            assertThat(task.body() + acme.connection(provider)).doesNotContain("planted");
            assertThat(log.lines()).noneMatch(line -> line.contains("planted"));
        }
        assertThat(acme.isConnected(provider)).isFalse();
    }

    @Test
    void theContextIsTheOneThatTheProviderIsCalledBy() throws IOException {
        String provider = acme.provider("kubernetes", "elsewhere");
        acme.give(provider, Map.of("kubeconfig_content", kubeconfig("harbour", "localhost", "x")));

        assertThat(reason(acme.scanned(provider)))
                .isEqualTo(
                        "The kubeconfig cannot be used: none of its contexts is called elsewhere.");
        assertThat(acme.connection(provider).at("/error").asString()).contains("elsewhere");
    }

    @Test
    void aCertificateMayBeForTheNameThatTheKubeconfigSays() throws IOException {
        String provider = acme.provider("kubernetes", "harbour");
        acme.give(
                provider,
                Map.of(
                        "kubeconfig_content",
                        kubeconfig("harbour", "127.0.0.1", Forge.TOKEN)
                                .replace("server:", "tls-server-name: localhost\n      server:")));

        assertThat(acme.connection(provider).at("/error").asString("")).isEmpty();
        assertThat(acme.connection(provider).at("/connected").asBoolean()).isTrue();
    }

    @Test
    void aClusterAtAPrivateAddressIsRefused() throws IOException {
        String provider = cluster("harbour", "127.0.0.2", Forge.TOKEN);

        assertThat(reason(acme.scanned(provider))).contains("127.0.0.2").contains("not public");
        assertThat(acme.isConnected(provider)).isFalse();
    }

    @Test
    void aScanThatIsCancelledInTheMiddleStopsAndLeavesNothing() throws IOException {
        forge.list("/api/v1/services", "wait");
        String task = acme.order(cluster("harbour", "localhost", Forge.TOKEN), Map.of());
        forge.awaitVictim();
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(each -> each.getName().equals("checks"));

        acme.api().delete("tasks/" + task).expect(202);

        assertThat(state(acme.over(task))).isEqualTo("cancelled");
        Eventually.holds(
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(each -> each.getName().equals("checks")));
        assertThat(acme.latest("")).isEmpty();
    }

    private String cluster(String name, String host, String token) throws IOException {
        String provider = acme.provider("kubernetes", name);
        acme.give(provider, Map.of("kubeconfig_content", kubeconfig(name, host, token)));
        return provider;
    }

    private String kubeconfig(String context, String host, String token) throws IOException {
        return """
        apiVersion: v1
        kind: Config
        contexts:
          - name: %s
            context: {cluster: it, user: me}
        clusters:
          - name: it
            cluster:
              server: https://%s:%d
              certificate-authority-data: %s
        users:
          - name: me
            user: {token: %s}
        """
                .formatted(
                        context,
                        host,
                        forge.port(),
                        Base64.getEncoder()
                                .encodeToString(
                                        Files.readString(forge.authority()).getBytes(UTF_8)),
                        token);
    }
}
