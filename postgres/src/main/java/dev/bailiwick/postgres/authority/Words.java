package dev.bailiwick.postgres.authority;

import java.util.Locale;

/** Constants of an enum as the functions spell them. */
final class Words {

    private Words() {}

    /** With blanks: an answer. */
    static <E extends Enum<E>> E read(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /** In lower case: a value in a column. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
