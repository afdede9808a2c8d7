package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Fields;

import java.util.Map;
import java.util.regex.Pattern;

/** Values that stand where they are used, and do not say where they are to be got. */
final class Written {

    /** Names of secrets in their stores, places where others put them, and files. */
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?:arn:|@Microsoft\\.KeyVault|[a-z+-]*(?:vault|ssm|secretref|secretsmanager|ref\\+|awssm):"
                        + "|projects/[^/]+/secrets/|\\{\\{|<|%|\\$|/|\\./).*",
                    Pattern.DOTALL);

    /** Whether somebody is asked for one, or how long it may be. */
    private static final Pattern SETTING =
            Pattern.compile("(?i)true|false|yes|no|on|off|none|null|\\d{1,4}");

    private Written() {}

    /**
     * Whether {@code map} has a text of that name that stands there: one that is not known is
     * handed in from elsewhere.
     */
    static boolean is(Object map, String name) {
        Object value =
                switch (map) {
                    case Fields fields -> fields.peek(name);
                    case Map<?, ?> other -> other.get(name);
                    default -> throw new IllegalArgumentException("what should be a map is none");
                };
        return value instanceof String text
                && !text.isBlank()
                && !REFERENCE.matcher(text.strip()).matches()
                && !SETTING.matcher(text.strip()).matches();
    }
}
