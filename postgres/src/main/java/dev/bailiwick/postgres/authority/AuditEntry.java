package dev.bailiwick.postgres.authority;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of a tenant's audit.
 *
 * @param at when it was done; of refusals, the minute
 * @param principal who did it or was refused, as a text; null for maintenance and the owner
 * @param kind {@code changed}, {@code refused}, {@code crossed} or {@code maintained}
 * @param what was done, or which rule refused
 * @param object whom or what it was done to; may be blank
 * @param details a JSON object
 * @param count how often; of refusals, in all processes together
 */
public record AuditEntry(
        Instant at,
        UUID id,
        @Nullable String principal,
        String kind,
        String what,
        String object,
        String details,
        long count) {

    /** One line of JSON, without an end of line. */
    public String json() {
        return "{\"at\":\"%s\",\"id\":\"%s\",\"principal\":%s,\"kind\":%s,\"what\":%s,\"object\":%s,\"details\":%s,\"count\":%d}"
                .formatted(
                        at,
                        id,
                        principal == null ? "null" : text(principal),
                        text(kind),
                        text(what),
                        text(object),
                        details.replace('\n', ' '),
                        count);
    }

    private static String text(String value) {
        StringBuilder json = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
