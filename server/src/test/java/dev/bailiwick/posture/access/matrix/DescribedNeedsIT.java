package dev.bailiwick.posture.access.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.matrix.Matrix.Row;
import dev.bailiwick.posture.jsonapi.Api;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The OpenAPI document tells a reader what the matrix tells the server. */
final class DescribedNeedsIT {

    @Test
    void theDocumentSaysOfEachOperationWhatItNeeds() {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> described = described();
        for (Row row : Matrix.read().rows()) {
            if (described.containsKey(row.place())) {
                expected.put(row.place(), words(row.needs()));
            }
        }

        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(described).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static String words(Needs needs) {
        return switch (needs) {
            case Needs.Nothing _ -> "anybody";
            case Needs.Held held -> "Needs " + held.permission() + ".";
            case Needs.Membership _, Needs.Depending _ -> "";
        };
    }

    private static Map<String, String> described() {
        JsonNode paths = TestServer.shared().api().get("schema").expect(200).at("/paths");
        Map<String, String> all = new TreeMap<>();
        paths.forEachEntry(
                (path, operations) ->
                        operations.forEachEntry(
                                (method, operation) ->
                                        all.put(
                                                Row.place(
                                                        method.toUpperCase(Locale.ROOT),
                                                        path.substring(Api.V1.length())),
                                                operation.get("security").isEmpty()
                                                        ? "anybody"
                                                        : operation
                                                                .path("description")
                                                                .asString(""))));
        return all;
    }
}
