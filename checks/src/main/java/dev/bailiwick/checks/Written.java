package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Values that stand where they are used, and do not say where they are to be got. */
final class Written {

    /** No name of a secret is longer, and none is looked for in what is. */
    private static final int LONGEST_NAME = 1_024;

    /** What a secret is called in the store that keeps it. */
    private static final String STORED =
            "arn:[a-z-]+:[a-z0-9-]+:\\S+|@Microsoft\\.KeyVault\\([^()]*\\)"
                + "|https://[\\w-]+\\.vault\\.(?:azure\\.net|azure\\.cn|usgovcloudapi\\.net)/\\S+"
                + "|(?:[a-z0-9+-]*(?:vault|ssm|secrets?manager|awssm|gsm)|ref\\+[a-z0-9]+|op):"
                + "[\\w.:@?&=%{}$,+-]*[/#][\\w./:@?&=%{}$#,+-]+|secretref:[a-z0-9][a-z0-9-]*"
                + "|projects/[\\w.:-]+/secrets/[\\w-]+(?:/versions/[\\w-]+)?"
                + "|ENC\\[[^\\[\\]]*\\]|\\$ANSIBLE_VAULT;[\\w.;\\s-]*";

    /** Where somebody else puts something, one or several of them: repetitions take stack. */
    private static final String PLACES =
            "(?:(?:\\$\\{[^{}]+\\}|\\$\\([^()]+\\)|\\$(?:env:)?[A-Z_][A-Z0-9_]*+|\\{\\{[^{}]*\\}\\}|<[^<>]+>"
                + "|%[A-Za-z_.:()]+%|%\\(\\w+\\)s)[\\s.:/@_-]*){1,16}";

    /** Of a file's name, as people write it and no generator of passwords does. */
    private static final String PART =
            "(?>(?:[a-z0-9._@-]+|[A-Z_]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,16}[0-9]*|\\$\\{[^{}]*\\})(?=/|\\z))";

    private static final String FILE =
            "(?:file://|~)?(?:/"
                    + PART
                    + "){2,32}/?|\\.\\.?(?:/"
                    + PART
                    + "){1,32}/?|/[a-z]+(?:[._-][a-z]+){0,16}";

    private static final Pattern REFERENCE = Pattern.compile(STORED + "|" + PLACES + "|" + FILE);

    /** Whether somebody is asked for one, or how long it may be. */
    private static final Pattern SETTING =
            Pattern.compile("(?i)true|false|yes|no|on|off|none|null|\\d{1,4}");

    /** Stands there until somebody sets what belongs there. */
    private static final Pattern TO_BE_SET =
            Pattern.compile(
                    "(?i)place[-_ ]?holder|change[-_ ]?(?:me|it)|replace|to[-_"
                            + " ]be|todo|tbd|dummy|unset|initial|set[-_ ](?:me|manually|later|by)");

    /** What Terraform's resources call one, in the blocks in them too. */
    private static final Pattern PASSWORD =
            Pattern.compile(
                    "(?:^|_)(?:password|auth_token|secret_string|secret_data|plaintext_value|client_secret)$");

    /** Of values within a value that is secret as a whole. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(?:password|passwd|pwd|secret|token|api_?key|access_?key|private_?key)$");

    private static final Pattern ADDRESS = Pattern.compile("://[^/\\s:@]*:[^@\\s/${<]+@");

    private Written() {}

    /**
     * Whether {@code map} has a text of that name that stands there, or a structure in which one
     * that its name calls secret does: one that is not known is handed in from elsewhere.
     */
    static boolean is(Object map, String name) {
        Object value =
                switch (map) {
                    case Fields fields -> fields.peek(name);
                    case Map<?, ?> other -> other.get(name);
                    default -> throw new IllegalArgumentException("what should be a map is none");
                };
        Predicate<String> stands =
                map instanceof Fields fields && isSetElsewhere(fields, name)
                        ? text -> stands(text) && !TO_BE_SET.matcher(text).find()
                        : Written::stands;
        return value instanceof String text ? stands.test(text) : holds(value, false, stands);
    }

    /** Whether one that is called a password stands in {@code value}, however deep. */
    static boolean isPasswordIn(@Nullable Object value) {
        return switch (value) {
            case Fields fields ->
                    fields.keySet().stream()
                            .anyMatch(
                                    key ->
                                            PASSWORD.matcher(key).find()
                                                    ? is(fields, key)
                                                    : isPasswordIn(fields.peek(key)));
            case Elements elements -> elements.peek().stream().anyMatch(Written::isPasswordIn);
            case null, default -> false;
        };
    }

    /** Whether it is more than the name of what is to be put there. */
    static boolean stands(String text) {
        String whole = text.strip();
        return !whole.isEmpty() && !refers(whole) && !refers(decoded(whole));
    }

    private static boolean refers(String text) {
        return text.length() <= LONGEST_NAME
                && (SETTING.matcher(text).matches() || REFERENCE.matcher(text).matches());
    }

    /** What Secrets of Kubernetes hold; the text itself if it is none. */
    private static String decoded(String text) {
        if (text.length() > LONGEST_NAME || text.length() % 4 != 0) {
            return text;
        }
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static boolean holds(@Nullable Object value, boolean secret, Predicate<String> stands) {
        return switch (value) {
            case String text -> secret ? stands.test(text) : ADDRESS.matcher(text).find();
            case Fields fields ->
                    fields.keySet().stream()
                            .anyMatch(
                                    key ->
                                            holds(
                                                    fields.peek(key),
                                                    SECRET.matcher(key).find(),
                                                    stands));
            case Elements elements ->
                    elements.peek().stream().anyMatch(each -> holds(each, secret, stands));
            case null, default -> false;
        };
    }

    /** Whether Terraform is told to leave it as somebody else has set it. */
    private static boolean isSetElsewhere(Fields block, String name) {
        return block.elements("lifecycle").peek().stream()
                .map(each -> each instanceof Fields lifecycle ? lifecycle : Fields.NONE)
                .map(lifecycle -> lifecycle.peek("ignore_changes"))
                .anyMatch(
                        ignored ->
                                ignored instanceof Elements names
                                        ? names.peek().stream().anyMatch(each -> isName(each, name))
                                        : isName(ignored, "all"));
    }

    /** A name without quotes is to be found nowhere. */
    private static boolean isName(@Nullable Object value, String name) {
        return List.of(name, new Unresolved(name)).contains(value == null ? "" : value);
    }
}
