package dev.bailiwick.posture.edge;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one request in the answer, in every line logged for it and in the jobs it asks for.
 *
 * @param value 32 hexadecimal digits in lower case
 */
record RequestId(String value) {

    static final String HEADER = "Correlation-ID";

    /** Another name under which clients of the reference may send theirs. */
    static final String OTHER_HEADER = "Transaction-ID";

    private static final Pattern FORM =
            Pattern.compile(
                    "[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    static RequestId random() {
        return new RequestId(UUID.randomUUID().toString().replace("-", ""));
    }

    /** The id that a client gave; empty when it is none, for then it could be anything. */
    static Optional<RequestId> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return FORM.matcher(lower).matches()
                ? Optional.of(new RequestId(lower.replace("-", "")))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
