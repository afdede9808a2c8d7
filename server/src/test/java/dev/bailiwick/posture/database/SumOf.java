package dev.bailiwick.posture.database;

import dev.bailiwick.posture.Api.Answer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Set;

/**
 * Where in an answer the number of findings is that it counts, for answers in which nothing of a
 * tenant has a name.
 *
 * @param query with which it counts all of them
 * @param all whether it counts all findings, and not those of a kind
 */
record SumOf(String query, Set<String> pointers, boolean all) {

    private static final Map<String, SumOf> ENDPOINTS =
            Map.of(
                    "GET /finding-groups/latest",
                    new SumOf(
                            "filter[include_muted]=true",
                            Set.of("/pass_count", "/fail_count", "/manual_count", "/muted_count"),
                            true),
                    "GET /overviews/providers",
                    new SumOf("", Set.of("/findings/total"), true),
                    "GET /overviews/attack-surfaces",
                    new SumOf("", Set.of("/total_findings"), false),
                    "GET /overviews/categories",
                    new SumOf("", Set.of("/total_findings"), false),
                    "GET /overviews/resource-groups",
                    new SumOf("", Set.of("/total_findings"), false));

    /**
     * @param endpoint {@code GET /overviews/providers}
     */
    static @Nullable SumOf of(String endpoint) {
        return ENDPOINTS.get(endpoint);
    }

    long in(Answer answer) {
        return answer.items().stream()
                .flatMap(item -> pointers.stream().map(item.get("attributes")::at))
                .mapToLong(JsonNode::asLong)
                .sum();
    }
}
