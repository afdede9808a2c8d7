package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Placeholder;
import dev.bailiwick.checks.resource.Unresolved;
import dev.bailiwick.checks.resource.UnresolvedException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
                + "|projects/[\\w.:-]+/secrets/[\\w-]+(?:/versions/[\\w-]+)?|alias/[\\w/-]+"
                + "|projects/[\\w.:-]+/locations/[\\w-]+/keyRings/[\\w-]+/cryptoKeys/[\\w-]+"
                + "|ENC\\[[^\\[\\]]*\\]|\\$ANSIBLE_VAULT;[\\w.;\\s-]*";

    /** Of a file's name, as people write it and no generator of passwords does. */
    private static final String PART =
            "(?>(?:[a-z0-9._@-]+|[A-Z_]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,16}[0-9]*|\\$\\{[^{}]*\\})(?=/|\\z))";

    private static final String FILE =
            "(?:file://|~)?(?:/"
                    + PART
                    + "){2,32}/?|\\.\\.?(?:/"
                    + PART
                    + "){1,32}/?|/[a-z]+(?:[._-][a-z]+){0,16}"
                    + "|[\\w.-]{1,64}\\.(?:json|ya?ml|txt|pem|key|crt|p12|pfx|jks)";

    private static final Pattern REFERENCE = Pattern.compile(STORED + "|" + FILE);

    /** Whether somebody is asked for one, or how long it may be. */
    private static final Pattern SETTING =
            Pattern.compile("(?i)true|false|yes|no|on|off|none|null|-?\\d{1,4}(?:\\.\\d{1,4})?");

    /**
     * Of a password, made so that nobody finds it by trying, perhaps with the name of whose it is.
     */
    private static final Pattern HASH =
            Pattern.compile(
                    "(?:(?:[\\w.@+-]{1,64}:)?(?:\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53}"
                        + "|\\$[56]\\$(?:rounds=\\d{4,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43,86}"
                        + "|\\$(?:y|gy|7)\\$[./A-Za-z0-9]{2,90}\\$[./A-Za-z0-9$]{43,150}"
                        + "|\\$argon2(?:id|i|d)\\$(?:v=\\d+\\$)?m=\\d+,t=\\d+,p=\\d+\\$[+/A-Za-z0-9]{8,90}\\$[+/A-Za-z0-9]{20,90}"
                        + "|\\$scrypt\\$ln=\\d+,r=\\d+,p=\\d+\\$[+/A-Za-z0-9]{8,90}\\$[+/A-Za-z0-9]{20,90}=?"
                        + "|\\$pbkdf2-sha(?:256|512)\\$(?:i=)?\\d+(?:,l=\\d+)?\\$[./+A-Za-z0-9]{8,90}\\$[./+A-Za-z0-9]{20,90}"
                        + "|pbkdf2_sha(?:256|512)\\$\\d+\\$[A-Za-z0-9]{8,90}\\$[+/A-Za-z0-9]{20,90}={0,2}"
                        + ")(?:\\s+|\\z)){1,16}");

    private static final String VALUE = "value";

    private static final String IGNORED = "ignore_changes";

    /** Of these some count how many of them there may be, or for how long. */
    private static final Pattern COUNTED = Pattern.compile("(?i)(?:token|secret)s?$");

    /** And these, as others, may be known elsewhere by a name. */
    private static final Pattern KEPT = Pattern.compile("(?i)credentials$");

    private static final Pattern COUNT = Pattern.compile("-?[0-9]{1,9}");

    /** Shorter ones are put there for a try. */
    private static final int SHORTEST = 6;

    private Written() {}

    /**
     * Whether {@code map} has a text or a number of that name that stands there, or a structure in
     * which one that its name calls secret does: one that is not known is handed in from elsewhere.
     */
    static boolean is(Object map, String name) {
        return switch (map) {
            case Fields fields -> is(fields.peek(name), Elsewhere.of(fields), called(fields, name));
            case Map<?, ?> other -> is(other.get(name), Elsewhere.NOTHING, name);
            default -> throw new IllegalArgumentException("what should be a map is none");
        };
    }

    /** What a variable of a container is called stands beside its value. */
    private static String called(Fields fields, String name) {
        String beside = fields.text("name");
        return name.equals(VALUE) && fields.size() == 2 && !beside.isEmpty() ? beside : name;
    }

    private static boolean is(@Nullable Object value, Elsewhere elsewhere, String name) {
        Predicate<String> stands =
                elsewhere.sets(name)
                        ? text -> stands(text) && !Placeholder.isToBeSet(text)
                        : Written::stands;
        boolean one =
                value instanceof String || value instanceof Number || value instanceof Unresolved;
        return holds(value, name, one, stands);
    }

    /** Whether one that is called a password stands in {@code value}, however deep. */
    static boolean isPasswordIn(@Nullable Object value) {
        Meter.look();
        return switch (value) {
            case Fields fields -> isPasswordIn(fields, Elsewhere.of(fields));
            case Elements elements -> any(elements.peek(), Written::isPasswordIn);
            case null, default -> false;
        };
    }

    private static boolean isPasswordIn(Fields fields, Elsewhere elsewhere) {
        return any(
                fields.keySet(),
                key ->
                        SecretNames.includeAttribute(key)
                                ? is(fields.peek(key), elsewhere, key)
                                : isPasswordIn(fields.peek(key)));
    }

    /**
     * Whether one of {@code all} is so, whatever is not known of the others.
     *
     * @throws UnresolvedException if none is, and of one it is not known
     */
    static <T> boolean any(Collection<T> all, Predicate<T> is) {
        UnresolvedException open = null;
        for (T each : all) {
            try {
                if (is.test(each)) {
                    return true;
                }
            } catch (UnresolvedException e) {
                open = e;
            }
        }
        if (open != null) {
            throw open;
        }
        return false;
    }

    /** Whether it is more than the name of what is to be put there. */
    static boolean stands(String text) {
        Meter.look(text);
        String whole = text.strip();
        String fallback = Placeholder.fallback(whole);
        return fallback.isEmpty()
                ? !whole.isEmpty() && !refers(whole) && !refers(decoded(whole))
                : isTold(fallback);
    }

    /** What stands in a placeholder, and is used if nobody fills it. */
    private static boolean isTold(String fallback) {
        return fallback.length() >= SHORTEST
                && !refers(fallback)
                && !Placeholder.isToBeSet(fallback);
    }

    private static boolean refers(String text) {
        return text.length() <= LONGEST_NAME
                && (SETTING.matcher(text).matches()
                        || REFERENCE.matcher(text).matches()
                        || Placeholder.is(text)
                        || Placeholder.isNearly(text)
                        || HASH.matcher(text).matches());
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

    private static boolean holds(
            @Nullable Object value, String name, boolean secret, Predicate<String> stands) {
        Meter.look();
        return switch (value) {
            case String text ->
                    secret ? !describes(name, text) && stands.test(text) : PasswordInUrl.isIn(text);
            case Number number ->
                    secret && !describes(name, number.toString()) && stands.test(number.toString());
            case Unresolved part -> {
                part.requireSeen();
                yield PasswordInUrl.isIn(part.written())
                        || (secret && isTold(Placeholder.fallback(part.written())));
            }
            case Fields fields -> any(fields.keySet(), key -> holds(fields.peek(key), key, stands));
            case Map<?, ?> map ->
                    any(
                            map.entrySet(),
                            each -> holds(each.getValue(), String.valueOf(each.getKey()), stands));
            case Elements elements ->
                    any(elements.peek(), each -> holds(each, name, secret, stands));
            case null, default -> false;
        };
    }

    /** Of what stands under {@code key} in a structure. */
    private static boolean holds(@Nullable Object value, String key, Predicate<String> stands) {
        boolean refers = value instanceof String text && SecretNames.refer(key, text);
        return holds(value, key, SecretNames.include(key) && !refers, stands);
    }

    /** Whether it says how many there may be of what {@code name} is, for how long, or which. */
    private static boolean describes(String name, String text) {
        return (COUNTED.matcher(name).find() && COUNT.matcher(text).matches())
                || (KEPT.matcher(name).find() && SecretNames.isCalled(text));
    }

    /**
     * What Terraform is told to leave as somebody else has set it.
     *
     * @param names of attributes, also without quotes, which are to be found nowhere
     */
    private record Elsewhere(boolean all, Set<Object> names) {

        static final Elsewhere NOTHING = new Elsewhere(false, Set.of());

        static Elsewhere of(Fields block) {
            boolean all = false;
            var names = new HashSet<>();
            for (Object each : block.elements("lifecycle").peek()) {
                Meter.look();
                Object ignored = each instanceof Fields lifecycle ? lifecycle.peek(IGNORED) : null;
                if (ignored instanceof Elements listed) {
                    listed.peek().forEach(name -> add(name, names));
                } else {
                    all |= "all".equals(ignored) || new Unresolved("all").equals(ignored);
                }
            }
            return new Elsewhere(all, names);
        }

        private static void add(Object name, Set<Object> names) {
            Meter.look();
            names.add(name);
        }

        boolean sets(String name) {
            return all || names.contains(name) || names.contains(new Unresolved(name));
        }
    }
}
