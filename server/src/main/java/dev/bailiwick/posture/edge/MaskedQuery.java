package dev.bailiwick.posture.edge;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query as it may be written into a log: whatever opens something is left out. */
final class MaskedQuery {

    private static final Set<String> SECRET = Set.of("invitation_token", "id", "access_token");

    private MaskedQuery() {}

    /** The query with the values of secret parameters replaced; empty without a query. */
    static String of(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        return Stream.of(query.split("&", -1))
                .map(MaskedQuery::mask)
                .collect(Collectors.joining("&"));
    }

    private static String mask(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            return pair;
        }
        return SECRET.contains(decoded(pair.substring(0, equals)))
                ? pair.substring(0, equals) + "=***"
                : pair;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).trim();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
