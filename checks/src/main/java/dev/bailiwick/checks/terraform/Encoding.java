package dev.bailiwick.checks.terraform;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;

/**
 * Texts in base64. Those of Terraform are composed ({@code é} is one letter), however they are
 * written.
 */
final class Encoding {

    /** On one letter. */
    private static final int MOST_MARKS = 30;

    private Encoding() {}

    /** Null if it is not worked out. */
    static @Nullable String encoded(String text) {
        String composed = composed(text);
        return composed != null && StandardCharsets.UTF_8.newEncoder().canEncode(composed)
                ? Base64.getEncoder().encodeToString(composed.getBytes(StandardCharsets.UTF_8))
                : null;
    }

    /** Null if it is none of a text. */
    static @Nullable String decoded(String text) {
        try {
            String letters = text.replaceAll("[\r\n]", "");
            if (letters.length() % 4 != 0) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(letters));
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return composed(decoded);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /**
     * Null of one with more marks on a letter than any language has: each of them may have to go in
     * front of all others (UAX #15, "Stream-Safe Text Format").
     */
    private static @Nullable String composed(String text) {
        int marks = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            marks = isMark(text.codePointAt(i)) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                return null;
            }
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isMark(int letter) {
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default -> false;
        };
    }
}
