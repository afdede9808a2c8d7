package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Placeholder;
import dev.bailiwick.checks.resource.Unresolved;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What images are called by. */
final class Images {

    /** No name of one has such a sign. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\w++");

    private static final Pattern PLACES =
            Pattern.compile("(?:" + Pattern.quote(Placeholder.FILLED) + ")++");

    private static final String LATEST = "latest";

    private Images() {}

    /**
     * The tag or what begins like a digest; empty if there is none. {@link Unresolved} where it
     * depends on what somebody puts there.
     */
    static Object version(Object image) {
        if (!(image instanceof String text)) {
            throw new IllegalArgumentException("what should be an image is none");
        }
        Meter.look(text);
        if (text.contains("@sha256:")) {
            return "sha256";
        }
        String name = VARIABLE.matcher(Placeholder.filled(text)).replaceAll("\\${}");
        String last = name.substring(name.lastIndexOf('/') + 1);
        int colon = last.lastIndexOf(':');
        String tag = last.substring(colon + 1);
        boolean open = PLACES.matcher(tag).find();
        if (open && (colon < 0 || mayBeLatest(tag))) {
            return new Unresolved("a placeholder");
        }
        return colon < 0 ? "" : tag;
    }

    private static boolean mayBeLatest(String tag) {
        String[] parts = PLACES.split(tag, -1);
        return parts.length <= LATEST.length() + 2
                && Pattern.compile(
                                Stream.of(parts)
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining(".*")))
                        .matcher(LATEST)
                        .matches();
    }
}
