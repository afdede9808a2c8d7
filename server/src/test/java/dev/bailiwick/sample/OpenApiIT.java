package dev.bailiwick.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;

class OpenApiIT {

    private final Api api = new Api(LibraryServer.uri().resolve("/api/v1/"));

    @Test
    void describesWhatIsDeclared() {
        JsonNode document = api.get("schema").expect(200).json();

        assertThat(document.get("openapi").asString()).isEqualTo("3.1.0");
        JsonNode list = document.at("/paths/~1api~1v1~1books/get");
        assertThat(list.at("/parameters").findValuesAsString("name"))
                .contains(
                        "filter[title__icontains]",
                        "filter[author]",
                        "filter[search]",
                        "sort",
                        "include",
                        "page[disable]",
                        "fields[books]",
                        "fields[countries]");
        assertThat(list.at("/responses").propertyNames())
                .contains("200", "400", "404", "406", "500");
        JsonNode created = document.at("/components/schemas/request.books-create");
        assertThat(created.at("/properties/data/properties/attributes/required").toString())
                .isEqualTo("[\"title\"]");
        assertThat(document.at("/components/schemas/books/properties/attributes/properties/shelf"))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        "{\"type\":\"string\",\"enum\":[\"top\",\"middle\",\"bottom\"]}"));
    }

    @Test
    void refersToNothingThatIsNotThere() {
        JsonNode document = api.get("schema").expect(200).json();

        List<String> references = document.findValuesAsString("$ref");

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(
                        reference ->
                                assertThat(document.at(reference.substring(1)).isMissingNode())
                                        .as(reference)
                                        .isFalse());
    }

    @Test
    void hasItsMembersInAnOrderThatNoStartChanges() {
        JsonNode document = api.get("schema").expect(200).json();

        assertThat(document.propertyNames())
                .containsExactly("openapi", "info", "servers", "paths", "components");
        document.forEach(OpenApiIT::assertInOrder);
    }

    private static void assertInOrder(JsonNode node) {
        assertThat(List.copyOf(node.propertyNames())).isSorted();
        node.forEach(OpenApiIT::assertInOrder);
    }

    @Test
    void hasEveryOperationUnderAnIdOfItsOwn() {
        JsonNode document = api.get("schema").expect(200).json();

        List<String> ids = document.get("paths").findValuesAsString("operationId");

        assertThat(ids).doesNotHaveDuplicates().contains("get_api_v1_books", "post_api_v1_books");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oai.openapi+json, application/vnd.oai.openapi+json",
        "'application/vnd.oai.openapi+json, application/json', application/vnd.oai.openapi+json",
        "application/json, application/json",
        "*/*, application/vnd.oai.openapi+json",
        "application/vnd.api+json, application/vnd.oai.openapi+json"
    })
    void servesTheDocumentAsWhatIsAccepted(String accept, String type) {
        Answer answer = api.send(api.request("schema").header("Accept", accept)).expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo(type);
    }

    @Test
    void servesThePageWithItsPartsAndNothingElse() {
        Answer page = api.send(api.request("docs").header("Accept", "text/html")).expect(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.body()).contains("<html").doesNotContain("http");
        for (String part : List.of("swagger-ui.css", "swagger-ui-bundle.js", "docs.js")) {
            assertThat(api.get("docs/" + part).expect(200).body()).isNotEmpty();
        }
        api.get("docs/index.html").expect(404);
    }

    @Test
    void listsTheCollections() {
        for (String path : List.of("/api/v1", "/api/v1/")) {
            Answer answer = api.get(path).expect(200);
            assertThat(answer.at("/links/books").asString())
                    .isEqualTo(LibraryServer.uri() + "/api/v1/books");
        }
    }

    @Test
    void theRootLeadsToTheDocumentationAsWell() {
        Answer root = api.get("").expect(200);

        assertThat(root.at("/links/docs").asString())
                .isEqualTo(LibraryServer.uri().resolve("/api/v1/docs").toString());
        assertThat(root.at("/links/schema").asString())
                .isEqualTo(LibraryServer.uri().resolve("/api/v1/schema").toString());
        assertThat(root.at("/links").propertyNames()).noneMatch(name -> name.contains("/docs"));
    }

    @Test
    void whoeverOpensTheAddressOfTheServerIsLedToTheDocumentation() {
        Answer front = api.get("/").expect(302);

        assertThat(front.headers().firstValue("Location")).hasValue("/api/v1/docs");
    }
}
