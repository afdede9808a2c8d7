package dev.bailiwick.benchmarks;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** One user of the server, signed up and in, with a token. */
final class Client {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PASSWORD = "Correct-horse-1";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI api;
    private final String email;
    private String token = "";

    private Client(URI api, String email) {
        this.api = api;
        this.email = email;
    }

    static Client signUp(URI api, String email) throws IOException, InterruptedException {
        Client client = new Client(api, email);
        client.post("users", Map.of("name", "Ada", "email", email, "password", PASSWORD));
        client.obtainToken();
        return client;
    }

    static Client signIn(URI api, String email) throws IOException, InterruptedException {
        Client client = new Client(api, email);
        client.obtainToken();
        return client;
    }

    /** Tokens last half an hour. */
    private void obtainToken() throws IOException, InterruptedException {
        JsonNode answer = post("tokens", Map.of("email", email, "password", PASSWORD));
        token = answer.at("/data/attributes/access").asString();
    }

    String email() {
        return email;
    }

    String get(String path) throws IOException, InterruptedException {
        return body(
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .build());
    }

    /**
     * Makes something that belongs to something else.
     *
     * @param path of its list
     * @param owner the type of what it belongs to, which is the relationship's name too
     * @return its id, or that of the task that makes it
     */
    String create(
            String path, String type, Map<String, Object> attributes, String owner, String ownerId)
            throws IOException, InterruptedException {
        Map<String, Object> relationships =
                owner.isEmpty()
                        ? Map.of()
                        : Map.of(owner, Map.of("data", Map.of("type", owner + "s", "id", ownerId)));
        return send(
                        path,
                        Map.of(
                                "type",
                                type,
                                "attributes",
                                attributes,
                                "relationships",
                                relationships))
                .at("/data/id")
                .asString();
    }

    private JsonNode post(String type, Map<String, Object> attributes)
            throws IOException, InterruptedException {
        return send(type, Map.of("type", type, "attributes", attributes));
    }

    private JsonNode send(String path, Map<String, Object> data)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Content-Type", "application/vnd.api+json")
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.writeValueAsString(Map.of("data", data))));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return JSON.readTree(body(request.build()));
    }

    private static String body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
