package dev.bailiwick.checks.resource;

import java.util.regex.Pattern;

/** What stands where somebody else puts something before it is read. */
public final class Placeholder {

    /** No name of a value is longer, and none is looked for in what is. */
    private static final int LONGEST = 1_024;

    /** What one begins with: most texts are told from one by their first letter. */
    private static final String BEGINS = "{$<%";

    /** One or several of them: repetitions take stack. */
    private static final Pattern PLACES =
            Pattern.compile(
                    "(?:(?:\\$\\{[^{}]+\\}|\\$\\([^()]+\\)|\\$(?:env:)?[A-Z_][A-Z0-9_]*+|\\{\\{[^{}]*\\}\\}|<[^<>]+>"
                        + "|%[A-Za-z_.:()]+%|%\\(\\w+\\)s)[\\s.:/@_-]*){1,16}");

    private Placeholder() {}

    /** Whether nothing else stands in {@code text}. */
    public static boolean is(String text) {
        return !text.isEmpty()
                && BEGINS.indexOf(text.charAt(0)) >= 0
                && text.length() <= LONGEST
                && PLACES.matcher(text).matches();
    }
}
