package dev.bailiwick.posture.edge;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Ports;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of a server with which somebody has worked a little. */
final class FiguresIT {

    private static final String ACCOUNT = "310000000777";

    @TempDir private static Path data;

    /** What belongs to the tenant alone. */
    private static final List<String> PRIVATE = new ArrayList<>();

    private static TestServer server;
    private static RawHttp figures;

    @BeforeAll
    static void work() throws IOException {
        int port = Ports.free();
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.metrics.port",
                                Integer.toString(port),
                                "bailiwick.sign-in.failures-per-account-and-address",
                                "2"));
        figures = new RawHttp(URI.create("http://127.0.0.1:" + port));
        Tenancy acme = Tenancy.of(server);
        String email = acme.owner().email();
        Map<String, Object> guess = Map.of("email", email, "password", "Wrong-horse-battery-1");
        server.api().post("tokens", document("tokens", guess)).expect(400);
        server.api().post("tokens", document("tokens", guess)).expect(400);
        server.api().post("tokens", document("tokens", guess)).expect(429);
        String ingestion = upload(acme.api());
        String provider = acme.api().get("providers").expect(200).ids().getFirst();
        acme.api().get("providers/" + provider).expect(200);
        acme.api().get("no-such-thing/" + provider).expect(404);
        PRIVATE.addAll(
                List.of(
                        acme.id().toString(),
                        acme.owner().id().toString(),
                        email,
                        ingestion,
                        provider,
                        ACCOUNT,
                        "quay-0"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String upload(Api api) {
        String file = "[" + Records.numbered(ACCOUNT, 0) + "," + Records.numbered(ACCOUNT, 1) + "]";
        String id =
                api.post("ingestions", "application/json", file.getBytes(UTF_8)).expect(202).id();
        Eventually.get(
                () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
        return id;
    }

    @Test
    void requestsAreCountedByMethodRouteAndStatus() {
        assertBecomes(1, requests("POST", "/api/v1/tokens", "429"));
        assertBecomes(1, requests("POST", "/api/v1/ingestions", "202"));
        assertBecomes(1, requests("GET", "/api/v1/providers/{id}", "200"));
        Eventually.holds(() -> value(requests("GET", "unknown", "404")) > 0);
    }

    @Test
    void ingestionIsCounted() {
        assertBecomes(2, "bailiwick_ingestion_findings_total");
        assertThat(value("bailiwick_ingestion_kept_bytes_total")).isBetween(100.0, 5_000.0);
        Eventually.holds(() -> sum("bailiwick_job_runs_seconds_count", "name=\"ingestion\"") >= 1);
    }

    @Test
    void signInsThatFailAndThatHaveToWaitAreCounted() {
        assertBecomes(2, "bailiwick_sign_in_failures_total");
        assertBecomes(1, "bailiwick_sign_in_throttled_total");
    }

    @Test
    void nothingOfATenantIsToldThere() {
        assertThat(text()).doesNotContain(PRIVATE).doesNotContain("tenant_id", "Harbour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/prometheus",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/metrics",
                "/api/v1/metrics"
            })
    void thePortOfTheApiServesNone(String path) throws IOException {
        RawHttp.Answer answer = new RawHttp(server.uri()).get(path, "Host: localhost");

        assertThat(answer.status()).isIn(401, 404);
        assertThat(answer.body()).doesNotContain("http_server_requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/users/me", "/health/live", "/metrics/more", "/"})
    void thePortOfTheFiguresServesNothingElse(String path) throws IOException {
        assertThat(figures.get(path, "Host: localhost").status()).isEqualTo(404);
    }

    private static String requests(String method, String route, String status) {
        return "http_server_requests_seconds_count{method=\"%s\",route=\"%s\",status=\"%s\"}"
                .formatted(method, route, status);
    }

    /** What is counted may have been seen before it is counted. */
    private static void assertBecomes(double wanted, String series) {
        assertThat(Eventually.get(() -> value(series), value -> value >= wanted))
                .as(series)
                .isEqualTo(wanted);
    }

    private static double value(String series) {
        return text().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(0);
    }

    private static double sum(String name, String tag) {
        return text().lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String text() {
        try {
            return figures.get("/metrics", "Host: localhost").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
