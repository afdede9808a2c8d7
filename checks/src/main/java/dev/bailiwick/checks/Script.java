package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a machine runs, and what it tells with it. */
final class Script {

    private static final int SHORTEST = 6;

    /** What is secret whatever it is called. */
    private static final Pattern KEY =
            Pattern.compile(
                    "(?:AKIA|ASIA)[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----(?!\\s*+\\$\\{)"
                            + "|://[^/\\s:@]*:[^@\\s/${<]+@");

    /** In quotes, where a shell works little out, and without. */
    private static final String VALUE =
            "(?:[\"']([^\\s\"'`=$][^\\s\"'`;]*)|([^\\s\"'`=$<{/(][^\\s\"'`;]*))";

    /** On one line, and to a shell a blank behind the sign is the end: what follows is another. */
    private static final List<Pattern> SET =
            List.of(
                    Pattern.compile(
                            "(?i)(?<![\\w$])(?<!\\$\\{)\\w*?(?:password|passwd|(?<![a-z0-9])(?:pwd|secret|token"
                                + "|api_?key|secret_?key|secret_?access_?key|private_?key))[\"']?(?:["
                                + " \\t]+[:=][ \\t]*|:[ \\t]*|=)"
                                    + VALUE),
                    Pattern.compile(
                            "(?i)--(?:\\w+-)?(?:password|passwd|secret|token)[ \\t]+" + VALUE));

    /** Worked out when it runs, or an address, which is secret if it has a password. */
    private static final Pattern OTHER = Pattern.compile("[a-z+]+://.*|.*[({<].*");

    /** The same of what stands in quotes, in which signs alone are a password's. */
    private static final Pattern FILLED =
            Pattern.compile(
                    "[a-z+]+://.*|[<({]\\{.*|<[\\w-]*|.*(?:[$][({]|<[^<>]*>|\\{[^{}]*\\}).*");

    /** Base64 may stand in lines. */
    private static final Pattern WRAPPED = Pattern.compile("[\\r\\n]+");

    private Script() {}

    /** Whether {@code map} has a script of that name, or several, that tells a secret. */
    static boolean tells(Object map, String name) {
        if (!(map instanceof Fields fields)) {
            throw new IllegalArgumentException("what should be a map is none");
        }
        return isIn(fields.peek(name));
    }

    private static boolean isIn(@Nullable Object value) {
        Meter.look();
        return switch (value) {
            case String text -> tells(text) || tells(decoded(text));
            case Unresolved part -> tells(part.written());
            case Fields fields -> fields.keySet().stream().anyMatch(key -> isIn(fields.peek(key)));
            case Elements elements -> elements.peek().stream().anyMatch(Script::isIn);
            case null, default -> false;
        };
    }

    /** As clouds take scripts; empty if it is none. */
    private static String decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(WRAPPED.matcher(text).replaceAll(""));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean tells(String text) {
        Meter.look(text);
        return KEY.matcher(text).find()
                || SET.stream()
                        .flatMap(set -> set.matcher(text).results())
                        .anyMatch(Script::isSecret);
    }

    private static boolean isSecret(MatchResult set) {
        String quoted = set.group(1);
        String value = quoted == null ? set.group(2) : quoted;
        return value.length() >= SHORTEST
                && !(quoted == null ? OTHER : FILLED).matcher(value).matches()
                && Written.stands(value);
    }
}
