package dev.bailiwick.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class WritesIT {

    private static final String MEDIA = "application/vnd.api+json";
    private static final String AUTHOR =
            "\"relationships\":{\"author\":{\"data\":{\"type\":\"authors\",\"id\":\""
                    + Library.ADA
                    + "\"}}}";

    private final Api api = new Api(LibraryServer.uri().resolve("/api/v1/"));

    @Test
    void readsADocument() {
        Answer answer =
                create(
                        """
                        {"title": " Tome ", "pages": 7, "shelf": "bottom", "lent": true,
                         "bought_at": "2026-02-03T04:05:06+02:00"}
                        """,
                        AUTHOR);

        assertThat(answer.expect(201).at("/data/attributes/given").asString())
                .isEqualTo("Tome|7|2|2026-02-03T02:05:06Z|" + Library.ADA + "|[]");
        assertThat(answer.json().has("meta")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"data\":null}",
                "{\"data\":[]}",
                "{\"data\":\"x\"}",
                "{\"data\":1}",
                "[]",
                "\"x\"",
                "7",
                "null",
                "{\"data\":{}}",
                "{\"data\":{\"attributes\":{}}}",
                "{\"data\":{\"type\":\"books\"}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":[]}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":\"x\"}}",
                "{\"data\":{\"type\":7}}",
                "{\"data\":{\"type\":\"books\"},\"data\":{\"type\":\"books\"}}",
                "{\"data\"",
                "{} {}",
                "{\"data\":{\"type\":\"books\",\"relationships\":{\"author\":[]}}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":{\"pages\":1e999999999}}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":{\"title\":\"\\ud800abc\"}}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":{\"title\":\"a\\u0000bc\"}}}",
                "{\"data\":{\"type\":\"books\",\"attributes\":{\"\\ud800\":1}}}"
            })
    void refusesWhatIsNoDocument(String body) {
        Answer answer = api.post("books", MEDIA, body.getBytes(StandardCharsets.UTF_8)).expect(400);

        assertThat(answer.at("/errors/0/source/pointer").asString()).startsWith("/data");
    }

    @Test
    void refusesDepthSizeAndNoise() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String number =
                "{\"data\":{\"type\":\"books\",\"attributes\":{\"pages\":"
                        + "9".repeat(5000)
                        + "}}}";
        byte[] noise = {(byte) 0xff, (byte) 0xfe, 0, 1, 2};

        api.post("books", MEDIA, deep.getBytes(StandardCharsets.UTF_8)).expect(400);
        api.post("books", MEDIA, number.getBytes(StandardCharsets.UTF_8)).expect(400);
        api.post("books", MEDIA, noise).expect(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                              | title     | required",
                "{\"title\":null}                | title     | null",
                "{\"title\":\"  \"}              | title     | blank",
                "{\"title\":\" ab \"}            | title     | min_length",
                "{\"title\":\"12345678901\"}     | title     | max_length",
                "{\"title\":7}                   | title     | invalid",
                "{\"title\":\"abc\",\"pages\":\"7\"} | pages | invalid",
                "{\"title\":\"abc\",\"pages\":7.5} | pages   | invalid",
                "{\"title\":\"abc\",\"pages\":0} | pages     | min_value",
                "{\"title\":\"abc\",\"pages\":1000} | pages  | max_value",
                "{\"title\":\"abc\",\"shelf\":\"roof\"} | shelf | invalid_choice",
                "{\"title\":\"abc\",\"bought_at\":\"now\"} | bought_at | invalid",
                "{\"title\":\"abc\",\"mail\":\"a@b\"} | mail | invalid",
            })
    void namesTheAttributeAndTheRule(String attributes, String name, String code) {
        JsonNode error = create(attributes, AUTHOR).expect(400).at("/errors/0");

        assertThat(error.at("/source/pointer").asString()).isEqualTo("/data/attributes/" + name);
        assertThat(error.get("code").asString()).isEqualTo(code);
    }

    @Test
    void countsCharactersNotCodeUnits() {
        create("{\"title\":\"" + "😀".repeat(10) + "\"}", AUTHOR).expect(201);
    }

    @Test
    void tellsAllFaultsAtOnce() {
        Answer answer =
                create(
                                "{\"pages\":0,\"colour\":1,\"weight\":2}",
                                "\"relationships\":{\"author\":{\"data\":{\"type\":\"cats\",\"id\":\"1\"}},"
                                    + "\"readers\":{\"data\":[{\"type\":\"authors\",\"id\":\"x\"}]}}")
                        .expect(400);

        assertThat(answer.at("/errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder(
                        "/data/attributes/colour",
                        "/data/attributes/weight",
                        "/data/attributes/title",
                        "/data/attributes/pages",
                        "/data/relationships/author",
                        "/data/relationships/readers");
        assertThat(answer.at("/errors/0/detail").asString())
                .startsWith("Invalid fields: colour. There are title");
    }

    @Test
    void refusesAnotherTypeOrIdAsAConflict() {
        api.post("books", Api.document("cats", Map.of("title", "abc"))).expect(409);
        String path = "books/" + Library.book(1);
        api.patch(path, Api.document("cats", Library.book(1).toString(), Map.of())).expect(409);
        api.patch(path, Api.document("books", Library.book(2).toString(), Map.of())).expect(409);
        api.patch(path, Api.document("books", Map.of())).expect(400);
    }

    @Test
    void tellsAbsentFromNullInAChange() {
        String id = Library.book(1).toString();
        String path = "books/" + id;

        assertThat(given(api.patch(path, Api.document("books", id, Map.of()))))
                .isEqualTo("false|false|null");
        String body =
                "{\"data\":{\"type\":\"books\",\"id\":\"%s\",\"attributes\":{\"note\":null}}}"
                        .formatted(id);
        assertThat(
                        given(
                                api.send(
                                        api.request(path)
                                                .header("Content-Type", MEDIA)
                                                .method(
                                                        "PATCH",
                                                        java.net.http.HttpRequest.BodyPublishers
                                                                .ofString(body)))))
                .isEqualTo("false|true|null");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 415",
        "text/plain, 415",
        "nonsense, 415",
        "multipart/form-data; boundary=x, 415",
        "application/vnd.api+json; charset=utf-8, 400",
        "Application/Vnd.Api+Json, 400"
    })
    void takesTheMediaTypeOfJsonApiAlone(String type, int status) {
        api.post("books", type, "{}".getBytes(StandardCharsets.UTF_8)).expect(status);
    }

    @Test
    void readsIdentifiers() {
        String path = "books/" + Library.book(1) + "/relationships/readers";
        Map<String, String> ada = Map.of("type", "authors", "id", Library.ADA.toString());

        assertThat(given(api.post(path, Map.of("data", List.of(ada, ada)))))
                .isEqualTo("[" + Library.ADA + "]");
        api.post(path, Map.of("data", List.of("x"))).expect(400);
        api.post(path, Map.of("data", ada)).expect(400);
        api.post(path, Map.of("data", List.of(Map.of("type", "cats", "id", "1")))).expect(400);
    }

    private static String given(Answer answer) {
        return answer.expect(200).at("/data/attributes/given").asString();
    }

    private Answer create(String attributes, String more) {
        String body =
                "{\"data\":{\"type\":\"books\",\"attributes\":%s,%s}}".formatted(attributes, more);
        return api.post("books", MEDIA, body.getBytes(StandardCharsets.UTF_8));
    }
}
