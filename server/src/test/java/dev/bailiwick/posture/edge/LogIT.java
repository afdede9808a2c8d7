package dev.bailiwick.posture.edge;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a server writes while somebody signs up, makes a key and uploads with it. */
final class LogIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String WRONG_PASSWORD = "Wrong-horse-battery-7";
    private static final String REQUEST = "00000000000000000000000000c0ffee";

    @TempDir private static Path room;

    private static final List<String> SECRETS = new ArrayList<>();

    private static ServerProcess server;
    private static Api anonymous;
    private static String tenant;
    private static String user;
    private static String ingestion;

    @BeforeAll
    static void live() throws Exception {
        Path data = room.resolve("data");
        server =
                ServerProcess.serve(
                        room.resolve("output"), "--data", data.toString(), "--log-format", "json");
        anonymous = server.api();
        String email = Tenancy.email();
        Api ada = anonymous.signUp(email);
        tenant = Tenancy.tenantOf(ada).toString();
        user = Tenancy.idOf(ada).toString();
        Map<String, Object> guess = Map.of("email", email, "password", WRONG_PASSWORD);
        anonymous.post("tokens", document("tokens", guess)).expect(400);
        Map<String, Object> sameAgain =
                Map.of("name", "Ada", "email", email, "password", Api.PASSWORD);
        anonymous.post("users?invitation_token=door-opener-1", document("users", sameAgain));
        refresh(email);
        ingestion = upload(ada);
        ask(ada);
        giveCredentials(ada);
        SECRETS.addAll(List.of(Api.PASSWORD, WRONG_PASSWORD, "door-opener-1"));
        SECRETS.addAll(secretFiles(data));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void refresh(String email) {
        Map<String, Object> credentials = Map.of("email", email, "password", Api.PASSWORD);
        Answer pair = anonymous.post("tokens", document("tokens", credentials)).expect(200);
        String refresh = pair.at("/data/attributes/refresh").asString();
        Answer next =
                anonymous
                        .post(
                                "tokens/refresh",
                                document("tokens-refresh", Map.of("refresh", refresh)))
                        .expect(200);
        SECRETS.add(refresh);
        SECRETS.add(pair.at("/data/attributes/access").asString());
        SECRETS.add(next.at("/data/attributes/access").asString());
        SECRETS.add(next.at("/data/attributes/refresh").asString());
    }

    private static String upload(Api ada) {
        String key =
                ada.post("api-keys", document("api-keys", Map.of("name", "scanner")))
                        .expect(201)
                        .at("/data/attributes/api_key")
                        .asString();
        SECRETS.add(key.substring(key.lastIndexOf('.') + 1));
        Api machine = anonymous.withKey(key);
        String file = "[" + Records.numbered("210987654321", 0) + "]";
        String id =
                machine.post("ingestions", "application/json", file.getBytes(UTF_8))
                        .expect(202)
                        .id();
        Eventually.get(
                () -> ada.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
        anonymous.withKey(key + "x").get("ingestions").expect(401);
        anonymous.withToken("not-a.token-at.all").get("ingestions").expect(401);
        SECRETS.add("not-a.token-at.all");
        return id;
    }

    private static void ask(Api ada) {
        ada.send(
                        ada.request(
                                        "users/me?id=hidden-1&access%5Ftoken=hidden-2&page=shown-3&invitation_token=hidden-4")
                                .header("Correlation-ID", REQUEST)
                                .GET())
                .expect(400);
        SECRETS.addAll(List.of("hidden-1", "hidden-2", "hidden-4"));
    }

    /** Right ones and wrong ones, which are asked for whether they serve. */
    private static void giveCredentials(Api ada) {
        String provider =
                ada.post(
                                "providers",
                                document(
                                        "providers",
                                        Map.of("provider", "kubernetes", "uid", "lab-77")))
                        .expect(201)
                        .id();
        String kubeconfig =
                """
                clusters: [{name: a, cluster: {server: 'https://127.0.0.1:1'}}]
                users: [{name: a, user: {token: hidden-token-5}}]
                contexts: [{name: a, context: {cluster: a, user: a}}]
                """;
        for (String content :
                List.of(
                        kubeconfig.replace("token:", "exec:"),
                        kubeconfig + "hidden-token-5: [",
                        kubeconfig)) {
            Map<String, Object> attributes =
                    Map.of(
                            "secret_type",
                            "static",
                            "secret",
                            Map.of("kubeconfig_content", content));
            Answer answer =
                    ada.post(
                            "providers/secrets",
                            document(
                                    "provider-secrets",
                                    attributes,
                                    Map.of("provider", Api.link("providers", provider))));
            assertThat(answer.expect(content.equals(kubeconfig) ? 201 : 400).body())
                    .doesNotContain("hidden-token-5");
        }
        String task = ada.post("providers/" + provider + "/connection", Map.of()).expect(202).id();
        Answer done =
                Eventually.get(
                        () -> ada.get("tasks/" + task).expect(200),
                        answer ->
                                answer.at("/data/attributes/state").asString().equals("completed"));
        assertThat(done.body()).doesNotContain("hidden-token-5");
        SECRETS.add("hidden-token-5");
    }

    @Test
    void everyLineIsAnObjectWithItsTimeAndLevel() throws IOException {
        assertThat(lines())
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        line -> {
                            assertThat(line.at("/time").asString()).matches("\\d{4}-.*Z");
                            assertThat(line.at("/level").asString()).isIn("INFO", "WARN", "ERROR");
                            assertThat(line.at("/logger").asString()).isNotEmpty();
                            assertThat(line.at("/message").asString()).isNotEmpty();
                        });
    }

    @Test
    void aRequestsLineNamesTheRequestTheTenantAndTheUser() throws IOException {
        JsonNode line = one(each -> each.at("/correlation_id").asString().equals(REQUEST));

        assertThat(line.at("/tenant_id").asString()).isEqualTo(tenant);
        assertThat(line.at("/principal_id").asString()).isEqualTo(user);
        assertThat(line.at("/route").asString()).isEqualTo("/api/v1/users/me");
        assertThat(line.at("/status").asString()).isEqualTo("400");
        assertThat(line.at("/message").asString())
                .startsWith("GET /api/v1/users/me?")
                .contains("id=***", "page=shown-3", "invitation_token=***");
    }

    @Test
    void linesOfRequestsWithoutASessionNameNoTenant() throws IOException {
        List<JsonNode> signIns =
                lines().stream()
                        .filter(each -> each.at("/route").asString("").equals("/api/v1/tokens"))
                        .toList();

        assertThat(signIns)
                .hasSizeGreaterThan(2)
                .allSatisfy(
                        line -> {
                            assertThat(line.at("/correlation_id").asString())
                                    .matches("[0-9a-f]{32}");
                            assertThat(line.has("tenant_id")).isFalse();
                        });
    }

    @Test
    void whatAJobWritesBelongsToTheRequestThatAskedForIt() throws IOException {
        JsonNode request =
                one(
                        line ->
                                line.at("/route").asString("").equals("/api/v1/ingestions")
                                        && line.at("/status").asString().equals("202"));
        List<JsonNode> ofTheJob =
                lines().stream()
                        .filter(line -> line.has("job_id"))
                        .filter(line -> line.at("/message").asString().contains(ingestion))
                        .toList();

        assertThat(ofTheJob)
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            assertThat(line.at("/correlation_id"))
                                    .isEqualTo(request.at("/correlation_id"));
                            assertThat(line.at("/tenant_id").asString()).isEqualTo(tenant);
                        });
    }

    @Test
    void nothingSecretIsEverWritten() throws IOException {
        assertThat(SECRETS).hasSizeGreaterThan(14).allMatch(secret -> secret.length() >= 8);
        assertThat(server.output()).doesNotContain(SECRETS);
    }

    /** What is logged; the rest of what is printed is for people. */
    private static List<JsonNode> lines() throws IOException {
        String output = server.output();
        // the last one may be half written
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .toList();
    }

    private static JsonNode one(Predicate<JsonNode> wanted) throws IOException {
        List<JsonNode> found = lines().stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** The contents of the files in which the server keeps its own secrets, line by line. */
    private static List<String> secretFiles(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("secrets"))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(LogIT::linesOf)
                    .map(String::strip)
                    .filter(line -> line.length() > 16 && !line.startsWith("-----"))
                    .toList();
        }
    }

    private static Stream<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
