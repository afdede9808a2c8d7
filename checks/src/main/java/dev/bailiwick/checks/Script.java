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
                    "(?:AKIA|ASIA)[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE"
                            + " KEY-----(?!\\s*+(?:\\$\\{|\\{\\{|<))");

    /** In quotes, where a shell works little out, and without. */
    private static final String VALUE =
            "(?:[\"'](?<quoted>[^\\s\"'`=$][^\\s\"'`;]*)|(?<bare>[^\\s\"'`=$<{/(][^\\s\"'`;]*))";

    /**
     * On one line, and to a shell a blank behind the sign is the end: what follows is another. Of
     * many dashes only the first begins an option: each would be looked at again for every other.
     */
    static final List<Pattern> SET =
            List.of(
                    Pattern.compile(
                            "(?i)(?<name>(?:(?<=[\\w-])-|(?<![\\w$])(?<!\\$\\{))\\w*?"
                                    + SecretNames.ENDS
                                    + ")[\"']?(?<sign>[ \\t]+[:=][ \\t]*|:[ \\t]*|=)"
                                    + VALUE),
                    Pattern.compile(
                            "(?i)(?<![\\w-])(?<name>--[\\w-]{0,64}?"
                                    + SecretNames.ENDS
                                    + ")(?<sign>[ \\t]+)"
                                    + VALUE));

    /** Options that are given a file. */
    private static final Pattern KEY_OPTION =
            Pattern.compile("(?i)-.*(?:private|signing|encryption)[-_]?key");

    private static final Pattern FILE_NAME =
            Pattern.compile("[a-z]++(?:[_.-][a-z]++[0-9]{0,5}+){0,4}+");

    private static final String IDENTIFIER =
            "_*+(?:[A-Z]?[a-z]++(?:_?[A-Z]{0,3}[a-z]++)*+[A-Z]{0,3}+[0-9]{0,2}+|[A-Z]++(?:_[A-Z]++)*+)";

    /** To a program, what a value is taken from, as {@code event.authorizationToken}. */
    private static final Pattern PATH =
            Pattern.compile(IDENTIFIER + "(?:[?!]?\\." + IDENTIFIER + ")++[,)}\\[\\]]*+");

    /** What says of which kind a value is, or hides it. */
    private static final Pattern NO_VALUE =
            Pattern.compile(
                    "(?i)(?:(?:access|id|refresh)_?token|required|optional|(?:user|your)_?password|bearer"
                        + "|string)(?:[,|}\\])].*)?|[*x.]+");

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
            case Unresolved part -> {
                part.requireSeen();
                yield tells(part.written());
            }
            case Fields fields -> Written.any(fields.keySet(), key -> isIn(fields.peek(key)));
            case Elements elements -> Written.any(elements.peek(), Script::isIn);
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
                || PasswordInUrl.isIn(text)
                || SET.stream().anyMatch(set -> sets(set, text));
    }

    private static boolean sets(Pattern set, String text) {
        Meter.look(text);
        return set.matcher(text).results().anyMatch(Script::isSecret);
    }

    private static boolean isSecret(MatchResult set) {
        String quoted = set.group("quoted");
        String value = quoted == null ? set.group("bare") : quoted;
        return value.length() >= SHORTEST
                && !refers(set.group("name"), set.group("sign"), value)
                && !(quoted == null && isTaken(set.group("sign"), value))
                && !NO_VALUE.matcher(value).matches()
                && !(quoted == null ? OTHER : FILLED).matcher(value).matches()
                && Written.stands(value);
    }

    /** To what is kept elsewhere: in YAML and JSON a Secret, and behind an option a file. */
    private static boolean refers(String name, String sign, String value) {
        return sign.startsWith(":")
                ? sign.length() > 1 && SecretNames.refer(name, value)
                : KEY_OPTION.matcher(name).matches() && FILE_NAME.matcher(value).matches();
    }

    /** Behind an option, or a sign without a blank, a shell takes it as it stands. */
    private static boolean isTaken(String sign, String value) {
        return !sign.isBlank() && !sign.equals("=") && PATH.matcher(value).matches();
    }
}
