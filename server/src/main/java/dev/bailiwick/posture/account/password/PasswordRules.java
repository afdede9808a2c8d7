package dev.bailiwick.posture.account.password;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/** What a new password must be like. */
final class PasswordRules {

    private static final int SHORTEST = 12;
    private static final int LONGEST = 72;
    private static final double TOO_SIMILAR = 0.7;

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "password_too_short",
                            "This password is too short. It must contain at least 12 characters.",
                            (password, own) -> length(password) >= SHORTEST),
                    new Rule(
                            "password_too_long",
                            "This password is too long. It must contain at most 72 characters.",
                            (password, own) -> length(password) <= LONGEST),
                    new Rule(
                            "password_too_common",
                            "This password is too common.",
                            (password, own) ->
                                    length(password) > LONGEST
                                            || !CommonPasswords.contains(password)),
                    new Rule(
                            "password_entirely_numeric",
                            "This password is entirely numeric.",
                            (password, own) ->
                                    has(password, character -> !Character.isDigit(character))),
                    new Rule(
                            "password_too_similar",
                            "The password is too similar to your name, company or email address.",
                            (password, own) ->
                                    own.stream().noneMatch(text -> resembles(password, text))),
                    new Rule(
                            "password_no_special_characters",
                            "This password must contain at least 1 special character.",
                            (password, own) -> has(password, PasswordRules::isSpecial)),
                    new Rule(
                            "password_no_upper",
                            "This password must contain at least 1 uppercase letter.",
                            (password, own) -> has(password, Character::isUpperCase)),
                    new Rule(
                            "password_no_lower",
                            "This password must contain at least 1 lowercase letter.",
                            (password, own) -> has(password, Character::isLowerCase)),
                    new Rule(
                            "password_no_number",
                            "This password must contain at least 1 digit.",
                            (password, own) -> has(password, Character::isDigit)));

    private PasswordRules() {}

    /** One rule that a password breaks. */
    record Fault(String code, String detail) {}

    private record Rule(String code, String detail, BiPredicate<String, List<String>> kept) {}

    /**
     * All the rules that {@code password} breaks; empty if it may be used.
     *
     * @param own what is known of its user, each of which it must not resemble
     */
    static List<Fault> faults(String password, List<String> own) {
        return RULES.stream()
                .filter(rule -> !rule.kept().test(password, own))
                .map(rule -> new Fault(rule.code(), rule.detail()))
                .toList();
    }

    private static int length(String password) {
        return password.codePointCount(0, password.length());
    }

    private static boolean has(String password, IntPredicate wanted) {
        return password.codePoints().anyMatch(wanted);
    }

    private static boolean isSpecial(int c) {
        return !Character.isLetterOrDigit(c) && !Character.isWhitespace(c);
    }

    /** Whether the password is about the same text as {@code own} or one of its words. */
    private static boolean resembles(String password, String own) {
        String secret = password.toLowerCase(Locale.ROOT);
        List<String> parts = new ArrayList<>(List.of(own.split("\\W+")));
        parts.add(own);
        return parts.stream()
                .filter(part -> part.length() > 2)
                .map(part -> part.toLowerCase(Locale.ROOT))
                .anyMatch(part -> similarity(secret, part) >= TOO_SIMILAR);
    }

    /** The share of characters that both have in common, in whatever order: 0 to 1. */
    private static double similarity(String a, String b) {
        Map<Integer, Integer> left = new HashMap<>();
        b.codePoints().forEach(c -> left.merge(c, 1, Integer::sum));
        long common = a.codePoints().filter(c -> left.merge(c, -1, Integer::sum) >= 0).count();
        return 2.0 * common / (a.length() + b.length());
    }
}
