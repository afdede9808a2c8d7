package dev.bailiwick.posture.scan.builtin;

import static dev.bailiwick.posture.scan.builtin.Scanned.reason;
import static dev.bailiwick.posture.scan.builtin.Scanned.state;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Repositories from their provider to the findings that are read of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepositoryScannerIT {

    private static final String INFRA =
            """
            variable "acl" {}
            resource "aws_s3_bucket_acl" "logs" {
              bucket = "logs"
              acl    = var.acl
            }
            resource "aws_s3_bucket_acl" "site" {
              bucket = "site"
              acl    = "public-read"
            }
            """;

    private static final String WORKLOAD =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop, labels: {team: shop}}
            spec:
              template:
                spec:
                  containers:
                    - name: app
                      image: app:1
                      securityContext: {privileged: true}
            """;

    private static final String IMAGE = "FROM alpine:3.20\nRUN wget -O- https://x.example | sh\n";

    private static final String OWN =
            """
            id: acme_team_label
            title: The workload names its team
            problem: does not say whose it is
            description: Alerts about a workload go to the team that its label names.
            severity: critical
            service: workload
            group: governance
            format: kubernetes
            types: [Deployment]
            remediation: Set the label team to the name of the team.
            passes: resource.?metadata.?labels.?team.orValue('') != ''
            examples:
              passes: ["{apiVersion: apps/v1, kind: Deployment, metadata: {labels: {team: a}}}"]
              fails: ["{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}"]
            """;

    private static final String CRITICAL = "filter[severity]=critical";

    private final Forge forge;
    private final TestServer server;
    private final Path data;
    private Scanned acme;

    RepositoryScannerIT(@TempDir Path room) throws IOException {
        data = room.resolve("data");
        forge = Forge.start(room.resolve("forge"));
        Path own = Files.createDirectories(room.resolve("checks"));
        Files.writeString(own.resolve("own.yaml"), OWN);
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.checks.allowed-hosts", "localhost",
                                "bailiwick.checks.authorities", forge.authority().toString(),
                                "bailiwick.checks.directory", own.toString()));
        acme = new Scanned(Tenancy.of(server).api());
    }

    @BeforeEach
    void found() throws IOException {
        acme = new Scanned(Tenancy.of(server).api());
        forge.commit(files());
    }

    @AfterAll
    void stop() {
        server.close();
        forge.close();
    }

    private static Map<String, String> files() {
        return Map.of(
                "infra/main.tf", INFRA,
                "deploy/web.yaml", WORKLOAD,
                "deploy/broken.yaml", "apiVersion: v1\nkind: [\n",
                "Dockerfile", IMAGE,
                "README.md", "Nothing that a check reads.\n");
    }

    @Test
    void whatIsWrittenInARepositoryIsFound() {
        String provider = acme.provider("iac", forge.url("/shop.git"));

        Answer task = acme.scanned(provider);

        assertThat(state(task)).as(task.body()).isEqualTo("completed");
        assertThat(task.at("/data/attributes/result/refused").asInt()).isZero();
        assertThat(task.at("/data/attributes/result/findings").asInt()).isGreaterThan(25);
        assertThat(acme.findings(CRITICAL))
                .containsExactly(
                        "FAIL kubernetes_pod_privileged deploy/web.yaml#Deployment/shop/web",
                        "FAIL terraform_s3_public_acl infra/main.tf#aws_s3_bucket_acl.site",
                        "MANUAL terraform_s3_public_acl infra/main.tf#aws_s3_bucket_acl.logs",
                        "PASS acme_team_label deploy/web.yaml#Deployment/shop/web");
        assertThat(acme.findings("filter[status]=FAIL&filter[severity]=high"))
                .contains("FAIL dockerfile_pipe_to_shell Dockerfile")
                .allMatch(each -> each.endsWith(" Dockerfile"));
        assertThat(acme.findings("filter[check_id]=bailiwick_source_readable"))
                .containsExactly("MANUAL bailiwick_source_readable deploy/broken.yaml");
        assertThat(acme.isConnected(provider)).isTrue();
        assertThat(data.resolve("scans")).isEmptyDirectory();
    }

    @Test
    void aFindingSaysWhereItIsAndWhatToDo() {
        acme.scanned(acme.provider("iac", forge.url("/shop.git")));

        JsonNode found = acme.latest("filter[check_id]=kubernetes_pod_privileged").getFirst();

        JsonNode shown = found.at("/attributes");
        assertThat(shown.at("/status_extended").asString())
                .isEqualTo(
                        "Deployment shop/web runs containers with all rights of the machine: app in"
                                + " line 8. (deploy/web.yaml, line 8)");
        assertThat(shown.at("/resource_groups").asString()).isEqualTo("container");
        assertThat(shown.at("/categories").toString()).contains("container-security");
        JsonNode own = acme.latest("filter[check_id]=acme_team_label").getFirst();
        assertThat(own.at("/attributes/resource_groups").asString()).isEqualTo("governance");
        JsonNode check = shown.at("/check_metadata");
        assertThat(check.at("/checktitle").asString()).isEqualTo("No container runs privileged");
        assertThat(check.at("/servicename").asString()).isEqualTo("pod");
        assertThat(check.toString()).contains("Remove privileged").contains("5.2.2");
        JsonNode resource =
                acme.api().get("resources/latest?filter[type]=Deployment").items().getFirst();
        assertThat(resource.at("/attributes/name").asString()).isEqualTo("web");
        assertThat(resource.at("/attributes/region").asString()).isEqualTo("global");
    }

    @Test
    void aFileWhoseNameNoDiskTakesIsNotExaminedAndTheOthersAre() throws IOException {
        String name = "deploy/" + "n".repeat(300) + ".yaml";
        Map<String, String> files = new HashMap<>(files());
        files.put(name, WORKLOAD);
        forge.commit(files);

        Answer task = acme.scanned(acme.provider("iac", forge.url("/shop.git")));

        assertThat(state(task)).as(task.body()).isEqualTo("completed");
        assertThat(acme.findings(CRITICAL)).hasSize(4);
        assertThat(acme.findings("filter[check_id]=bailiwick_source_readable"))
                .hasSize(2)
                .contains("MANUAL bailiwick_source_readable " + name);
        assertThat(acme.latest("filter[check_id]=bailiwick_source_readable"))
                .extracting(each -> each.at("/attributes/status_extended").asString())
                .contains(
                        "Not examined: %s: this machine cannot write a file of this name."
                                .formatted(name));
    }

    @Test
    void whatIsFixedPassesAndWhatHasMovedIsTheSameAsBefore() throws IOException {
        String provider = acme.provider("iac", forge.url("/shop.git"));
        acme.scanned(provider);
        Map<String, JsonNode> before = byUid();
        Map<String, String> files = new HashMap<>(files());
        files.put("infra/main.tf", INFRA.replace("public-read", "private"));
        files.put("deploy/web.yaml", "# moved\n# down\n" + WORKLOAD);
        forge.commit(files);

        acme.scanned(provider);

        Map<String, JsonNode> after = byUid();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        JsonNode moved = only(after, "kubernetes_pod_privileged", "FAIL");
        assertThat(moved.at("/delta").isNull()).isTrue();
        assertThat(moved.at("/status_extended").asString()).contains("line 10");
        JsonNode fixed = only(after, "terraform_s3_public_acl", "PASS");
        assertThat(fixed.at("/delta").asString()).isEqualTo("changed");
        for (JsonNode each : List.of(moved, fixed)) {
            JsonNode earlier = Objects.requireNonNull(before.get(each.at("/uid").asString()));
            assertThat(earlier.at("/delta").asString()).isEqualTo("new");
            assertThat(each.at("/first_seen_at")).isEqualTo(earlier.at("/first_seen_at"));
            assertThat(each.at("/inserted_at")).isNotEqualTo(earlier.at("/inserted_at"));
        }
    }

    private Map<String, JsonNode> byUid() {
        Map<String, JsonNode> found = new HashMap<>();
        acme.latest("")
                .forEach(
                        each ->
                                found.put(
                                        each.at("/attributes/uid").asString(),
                                        each.at("/attributes")));
        return found;
    }

    private static JsonNode only(Map<String, JsonNode> found, String check, String status) {
        return found.values().stream()
                .filter(each -> each.at("/check_id").asString().equals(check))
                .filter(each -> each.at("/status").asString().equals(status))
                .reduce(
                        (one, other) -> {
                            throw new AssertionError("more than one");
                        })
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "severities, critical, 4",
        "checks, dockerfile_pipe_to_shell, 1",
        "services, s3, 2"
    })
    void whatWasChosenIsLookedAt(String attribute, String word, int findings) {
        String provider = acme.provider("iac", forge.url("/shop.git"));

        acme.over(acme.order(provider, Map.of(attribute, List.of(word))));

        assertThat(
                        acme.latest("").stream()
                                .map(each -> each.at("/attributes/check_id").asString())
                                .filter(each -> !each.equals("bailiwick_source_readable")))
                .hasSize(findings);
    }

    @Test
    void aCheckThatIsNotThereIsTold() {
        String provider = acme.provider("iac", forge.url("/shop.git"));

        Answer task = acme.over(acme.order(provider, Map.of("checks", List.of("s3_nothing"))));

        assertThat(reason(task))
                .isEqualTo("There is no check 's3_nothing' for providers of the kind 'iac'.");
    }

    @Test
    void aRepositoryWithoutAnythingToLookAtHasNoFindings() throws IOException {
        forge.commit(Map.of("README.md", "Nothing.\n"));

        Answer task = acme.scanned(acme.provider("iac", forge.url("/shop.git")));

        assertThat(state(task)).isEqualTo("completed");
        assertThat(task.at("/data/attributes/result/findings").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.2:%d/shop.git, the address 127.0.0.2 is not public",
        "http://localhost:%d/shop.git, begin with https:// alone",
        "git@localhost:%d/shop.git, begin with https:// alone",
        "https://localhost:99999/shop.git, there is no port 99999",
        "https://localhost:%d/nothing.txt, 'The repository could not be fetched'"
    })
    void whereNothingMayBeFetchedFromIsNotConnected(String url, String reason) {
        String provider = acme.provider("iac", url.formatted(forge.port()));

        Answer task = acme.scanned(provider);

        assertThat(state(task)).isEqualTo("failed");
        assertThat(reason(task)).contains(reason).endsWith(".");
        assertThat(acme.isConnected(provider)).isFalse();
        assertThat(acme.connection(provider).at("/error").asString()).contains(reason);
        assertThat(data.resolve("scans")).isEmptyDirectory();
    }

    /** Git's own server ends what it says of a broken repository with a NUL. */
    @Test
    void whatAServerSaysThatNoDatabaseKeepsIsToldWithoutThat() {
        String provider = acme.provider("iac", forge.url("/broken.git"));

        Answer task = acme.scanned(provider);

        assertThat(state(task)).isEqualTo("failed");
        assertThat(reason(task)).endsWith(": its objects are corrupt.");
        assertThat(acme.isConnected(provider)).isFalse();
        assertThat(acme.connection(provider).at("/error").asString()).isEqualTo(reason(task));
    }

    @Test
    void aTokenOpensWhatIsNotForEverybodyAndIsToldNowhere() throws IOException {
        String url = forge.url("/private.git");
        String open = acme.provider("iac", url);
        try (LogLines log = LogLines.capture()) {
            assertThat(acme.connection(open).at("/connected").asBoolean(true)).isFalse();
            acme.give(open, Map.of("repository_url", url, "access_token", Forge.TOKEN));
            assertThat(acme.connection(open).at("/connected").asBoolean()).isTrue();
            Answer task = acme.scanned(open);
            assertThat(state(task)).isEqualTo("completed");

            String closed = acme.provider("iac", forge.url("/private.git/"));
            acme.give(closed, Map.of("repository_url", url, "access_token", "planted-other"));
            Answer refused = acme.scanned(closed);
            assertThat(reason(refused)).startsWith("The repository could not be fetched: ");
            assertThat(refused.body() + acme.connection(closed)).doesNotContain("planted");
            assertThat(log.lines()).noneMatch(line -> line.contains("planted"));
        }
        assertThat(data.resolve("scans")).isEmptyDirectory();
    }

    @Test
    void aScanThatIsCancelledStopsAndLeavesNothing() throws IOException {
        String task = acme.order(acme.provider("iac", forge.url("/silent.git")), Map.of());
        forge.awaitVictim();
        try (Stream<Path> made = Files.list(data.resolve("scans"))) {
            assertThat(made).hasSize(1);
        }

        acme.api().delete("tasks/" + task).expect(202);

        assertThat(state(acme.over(task))).isEqualTo("cancelled");
        Eventually.holds(() -> isEmpty(data.resolve("scans")));
        assertThat(state(acme.scanned(acme.provider("iac", forge.url("/shop.git")))))
                .as("the next one is not held up")
                .isEqualTo("completed");
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
