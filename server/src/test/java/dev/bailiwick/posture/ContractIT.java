package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The operations of {@code contract.txt} as the OpenAPI document describes them, which is made from
 * what reads the requests: nothing that clients send may be missing, and nothing else is taken but
 * what stands here.
 */
final class ContractIT {

    /** What we take beyond the contract. */
    private static final Map<String, Set<String>> BEYOND =
            Map.ofEntries(
                    Map.entry(
                            "GET /api/v1/finding-groups/latest",
                            Set.of(
                                    "filter delta__in",
                                    "filter impact__in",
                                    "filter include_muted",
                                    "filter severity__in",
                                    "filter status__in",
                                    "filter uid__in")),
                    Map.entry("GET /api/v1/api-keys", Set.of("include entity.roles")),
                    Map.entry("GET /api/v1/api-keys/{}", Set.of("include entity.roles")),
                    Map.entry("GET /api/v1/findings", Set.of("include scan.provider")),
                    Map.entry("GET /api/v1/findings/latest", Set.of("include scan.provider")),
                    Map.entry("GET /api/v1/findings/metadata", Set.of("filter updated_at__date")),
                    Map.entry("GET /api/v1/findings/{}", Set.of("include scan.provider")),
                    Map.entry("GET /api/v1/users", Set.of("include memberships.tenant")),
                    Map.entry("GET /api/v1/users/me", Set.of("include memberships.tenant")),
                    Map.entry("GET /api/v1/users/{}", Set.of("include memberships.tenant")),
                    Map.entry("GET /api/v1/users/{}/memberships", Set.of("sort id", "sort user")));

    @TestFactory
    Stream<DynamicTest> takesWhatClientsSend() throws IOException {
        Map<String, JsonNode> described = described();
        return contract().entrySet().stream()
                .map(
                        wanted ->
                                DynamicTest.dynamicTest(
                                        wanted.getKey(),
                                        () ->
                                                check(
                                                        wanted.getKey(),
                                                        wanted.getValue(),
                                                        described)));
    }

    private static void check(
            String operation, Set<String> wanted, Map<String, JsonNode> described) {
        JsonNode found = described.get(operation);
        assertThat(found).as("%s is described", operation).isNotNull();
        Set<String> expected = new TreeSet<>(wanted);
        expected.addAll(BEYOND.getOrDefault(operation, Set.of()));

        assertThat(parameters(Objects.requireNonNull(found)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Operations by method and path, the variables of paths without their names. */
    private static Map<String, JsonNode> described() {
        JsonNode paths = TestServer.shared().api().get("schema").expect(200).at("/paths");
        Map<String, JsonNode> all = new TreeMap<>();
        paths.forEachEntry(
                (path, operations) ->
                        operations.forEachEntry(
                                (method, operation) ->
                                        all.put(
                                                method.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.replaceAll("\\{\\w+}", "{}"),
                                                operation)));
        return all;
    }

    /** Filters, sort keys and includes in the words of the file. */
    private static Set<String> parameters(JsonNode operation) {
        Set<String> all = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.get("name").asString();
            if (name.startsWith("filter[")) {
                all.add("filter " + name.substring(7, name.length() - 1));
            } else if (name.equals("sort") || name.equals("include")) {
                for (JsonNode word : parameter.at("/schema/items/enum")) {
                    if (!word.asString().startsWith("-")) {
                        all.add(name + " " + word.asString());
                    }
                }
            }
        }
        return all;
    }

    private static Map<String, Set<String>> contract() throws IOException {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        Set<String> current = new TreeSet<>();
        for (String line : lines()) {
            List<String> words = List.of(line.strip().split(" ", -1));
            if (line.startsWith(" ")) {
                words.stream()
                        .skip(1)
                        .map(word -> words.getFirst() + " " + word)
                        .forEach(current::add);
            } else {
                current = new TreeSet<>();
                all.put(line, current);
            }
        }
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = ContractIT.class.getResourceAsStream("contract.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            return text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        }
    }
}
