package dev.bailiwick.posture.published;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a client searches for, read as the functions of {@code V011__search.sql} want it.
 *
 * @param words letters and digits only, with one blank between two words; empty: nothing is found
 * @param patterns for {@code like} against lower-case text: words with marks inside, such as {@code
 *     us-east-1}, must also stand in the text as they are
 */
public record SearchWords(String words, List<String> patterns) {

    /** Bytes; PostgreSQL neither keeps longer ones in an index nor looks for them. */
    private static final int LONGEST_WORD = 2_000;

    private static final String MARK = "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f]";
    private static final Pattern MARKS = Pattern.compile(MARK + "+");

    /** Tried once for each run of marks, not at each of them. */
    private static final Pattern MARKS_AROUND =
            Pattern.compile("^" + MARK + "++|(?<!" + MARK + ")" + MARK + "++$");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\x00-\\x1f]+");

    public SearchWords {
        patterns = List.copyOf(patterns);
    }

    public static SearchWords of(String text) {
        String words = MARKS.matcher(text).replaceAll(" ").strip();
        if (BLANKS.splitAsStream(words).anyMatch(SearchWords::isTooLong)) {
            return new SearchWords("", List.of());
        }
        List<String> patterns = new ArrayList<>();
        for (String word : BLANKS.split(text, -1)) {
            String bare = MARKS_AROUND.matcher(word).replaceAll("");
            if (MARKS.matcher(bare).find()) {
                patterns.add('%' + literal(bare.toLowerCase(Locale.ROOT)) + '%');
            }
        }
        return new SearchWords(words, patterns);
    }

    private static boolean isTooLong(String word) {
        return word.getBytes(StandardCharsets.UTF_8).length > LONGEST_WORD;
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** As a function wants them: null where there are none. */
    public String @org.jspecify.annotations.Nullable [] patternsOrNull() {
        return patterns.isEmpty() ? null : patterns.toArray(String[]::new);
    }
}
