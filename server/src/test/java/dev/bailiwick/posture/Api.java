package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A client of the API, as one principal. Paths are relative to {@code /api/v1/}. */
public final class Api {

    /** Of every account that {@link #signUp} makes. */
    public static final String PASSWORD = "Planted-horse-battery-9";

    private static final String JSON_API = "application/vnd.api+json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();

    private final URI base;
    private final @Nullable String authorization;

    /**
     * @param base ends with a slash
     */
    public Api(URI base) {
        this(base, null);
    }

    private Api(URI base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    public Api withToken(String token) {
        return new Api(base, "Bearer " + token);
    }

    public Api withKey(String key) {
        return new Api(base, "Api-Key " + key);
    }

    public Api anonymous() {
        return new Api(base, null);
    }

    /** Signs up {@code email} with a tenant of its own and answers a client with its token. */
    public Api signUp(String email) {
        Map<String, Object> user = Map.of("name", "Ada", "email", email, "password", PASSWORD);
        anonymous().post("users", document("users", user)).expect(201);
        return signIn(email);
    }

    /** As {@link #signUp} with an address that no other test has. */
    public Api signUp() {
        return signUp("ada-" + UUID.randomUUID() + "@example.com");
    }

    public Api signIn(String email) {
        Map<String, Object> credentials = Map.of("email", email, "password", PASSWORD);
        Answer answer = anonymous().post("tokens", document("tokens", credentials)).expect(200);
        return withToken(answer.at("/data/attributes/access").asString());
    }

    /** A document that makes one thing of {@code type}. */
    public static Map<String, Object> document(String type, Map<String, ?> attributes) {
        return Map.of("data", Map.of("type", type, "attributes", attributes));
    }

    /** A document that changes the thing of {@code type} and {@code id}. */
    public static Map<String, Object> document(String type, String id, Map<String, ?> attributes) {
        return Map.of("data", Map.of("type", type, "id", id, "attributes", attributes));
    }

    /** A document that makes one thing of {@code type} with relationships. */
    public static Map<String, Object> document(
            String type, Map<String, ?> attributes, Map<String, ?> relationships) {
        return Map.of(
                "data",
                Map.of("type", type, "attributes", attributes, "relationships", relationships));
    }

    /** Identifiers of {@code type}: a relationship, or the document of a relationship's path. */
    public static Map<String, Object> links(String type, String... ids) {
        return Map.of("data", Stream.of(ids).map(id -> Map.of("type", type, "id", id)).toList());
    }

    /** The one identifier of a relationship. */
    public static Map<String, Object> link(String type, String id) {
        return Map.of("data", Map.of("type", type, "id", id));
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, Object body) {
        return send(
                request(path)
                        .header("Content-Type", JSON_API)
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Posts {@code body} as it stands. */
    public Answer post(String path, String contentType, byte[] body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    public Answer patch(String path, Object body) {
        return send(
                request(path)
                        .header("Content-Type", JSON_API)
                        .method("PATCH", BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** With a document, as for some relationships. */
    public Answer delete(String path, Object body) {
        return send(
                request(path)
                        .header("Content-Type", JSON_API)
                        .method("DELETE", BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** A request to {@code path} with this client's credentials, to be completed. */
    public HttpRequest.Builder request(String path) {
        String encoded = path.replace("[", "%5B").replace("]", "%5D").replace(" ", "%20");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(encoded)).timeout(Duration.ofMinutes(3));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    public Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(
                    request.method() + " " + request.uri(),
                    response.statusCode(),
                    response.headers(),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    public record Answer(String request, int status, HttpHeaders headers, String body) {

        /** This answer, whose status must be {@code status}. */
        public Answer expect(int expected) {
            assertThat(status).as("%s: %s", request, body).isEqualTo(expected);
            return this;
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** The value at a JSON pointer; missing where there is none. */
        public JsonNode at(String pointer) {
            return json().at(pointer);
        }

        /** The {@code id} of the single resource. */
        public String id() {
            return at("/data/id").asString();
        }

        /** The resources of a list. */
        public List<JsonNode> items() {
            return StreamSupport.stream(at("/data").spliterator(), false).toList();
        }

        /** The ids of a list, in its order. */
        public List<String> ids() {
            return items().stream().map(item -> item.get("id").asString()).toList();
        }

        public @Nullable String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }
}
