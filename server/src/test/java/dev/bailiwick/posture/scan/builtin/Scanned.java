package dev.bailiwick.posture.scan.builtin;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Providers and their scans, as a client of the API sees them. */
record Scanned(Api api) {

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    String provider(String kind, String uid) {
        return api.post("providers", document("providers", Map.of("provider", kind, "uid", uid)))
                .expect(201)
                .id();
    }

    void give(String provider, Map<String, ?> secret) {
        api.post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", secret),
                                Map.of("provider", link("providers", provider))))
                .expect(201);
    }

    /** The task of a scan. */
    String order(String provider, Map<String, ?> choice) {
        return api.post(
                        "scans",
                        document("scans", choice, Map.of("provider", link("providers", provider))))
                .expect(202)
                .id();
    }

    Answer over(String task) {
        return Eventually.get(
                () -> api.get("tasks/" + task).expect(200),
                answer -> OVER.contains(answer.at("/data/attributes/state").asString()));
    }

    Answer scanned(String provider) {
        return over(order(provider, Map.of()));
    }

    /** What asking whether it can be reached came to. */
    JsonNode connection(String provider) {
        String path = "providers/" + provider + "/connection";
        String task = api.send(api.request(path).POST(BodyPublishers.noBody())).expect(202).id();
        return over(task).at("/data/attributes/result");
    }

    boolean isConnected(String provider) {
        return api.get("providers/" + provider)
                .expect(200)
                .at("/data/attributes/connection/connected")
                .asBoolean();
    }

    /** Status, check and resource of the newest findings, sorted. */
    List<String> findings(String filter) {
        Map<String, String> places =
                api.get("resources/latest?page[size]=100").expect(200).items().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.at("/id").asString(),
                                        each -> each.at("/attributes/uid").asString()));
        return latest(filter).stream()
                .map(
                        each ->
                                each.at("/attributes/status").asString()
                                        + " "
                                        + each.at("/attributes/check_id").asString()
                                        + " "
                                        + places.get(
                                                each.at("/relationships/resources/data/0/id")
                                                        .asString()))
                .sorted()
                .toList();
    }

    List<JsonNode> latest(String filter) {
        return api.get("findings/latest?page[size]=100&" + filter).expect(200).items();
    }

    static String reason(Answer task) {
        return task.at("/data/attributes/result/exc_message/0").asString();
    }

    static String state(Answer task) {
        return task.at("/data/attributes/state").asString();
    }
}
