package dev.bailiwick.posture.account.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Passwords that are guessed first: one well-known word, row of keys or run of letters, however it
 * is written and whatever digits and signs stand around it.
 *
 * <p>A list of whole passwords would hold none that the other rules let through; what people do to
 * get past those rules is {@code Password1234!}, and that is what this looks for.
 */
final class CommonPasswords {

    private static final Map<Character, Character> FOLDED =
            Map.of(
                    '0', 'o', '1', 'i', '3', 'e', '4', 'a', '5', 's', '7', 't', '@', 'a', '$', 's',
                    '!', 'i');
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";
    private static final Set<String> WORDS = words();

    /** Tried once for each run, not at each of its characters. */
    private static final Pattern AROUND = Pattern.compile("^[^a-z]++|(?<![^a-z])[^a-z]++$");

    private CommonPasswords() {}

    static boolean contains(String password) {
        String lower = password.toLowerCase(Locale.ROOT);
        return isKnown(letters(lower))
                || isKnown(letters(fold(stripped(lower))))
                || isKnown(letters(fold(lower)));
    }

    private static boolean isKnown(String letters) {
        return WORDS.contains(letters) || isRun(letters) || isRepeated(letters);
    }

    /** A stretch of the alphabet, forwards or backwards, or a single letter over and over. */
    private static boolean isRun(String letters) {
        return letters.length() >= 3
                && (ALPHABET.contains(letters)
                        || ALPHABET.contains(new StringBuilder(letters).reverse())
                        || letters.chars().distinct().count() == 1);
    }

    /** A known word two or more times in a row. */
    private static boolean isRepeated(String letters) {
        for (int length = 3; length <= letters.length() / 2; length++) {
            if (letters.length() % length == 0) {
                String word = letters.substring(0, length);
                if (WORDS.contains(word)
                        && word.repeat(letters.length() / length).equals(letters)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Without the digits and signs around it: those inside may stand for letters. */
    private static String stripped(String text) {
        return AROUND.matcher(text).replaceAll("");
    }

    private static String fold(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf(FOLDED.getOrDefault((char) c, (char) c)))
                .collect(Collectors.joining());
    }

    private static String letters(String text) {
        return text.replaceAll("[^a-z]", "");
    }

    private static Set<String> words() {
        InputStream resource =
                Objects.requireNonNull(
                        CommonPasswords.class.getResourceAsStream("common-words.txt"),
                        "common-words.txt");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> java.util.Arrays.stream(line.split(" ", -1)))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("common-words.txt cannot be read", e);
        }
    }
}
