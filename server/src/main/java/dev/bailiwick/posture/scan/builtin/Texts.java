package dev.bailiwick.posture.scan.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Texts that strangers wrote, as the intake takes them. */
final class Texts {

    private Texts() {}

    /** Without NUL and halves of surrogate pairs, which no database keeps. */
    static String storable(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(each -> each == 0 || isHalf(each) ? 0xfffd : each)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** For a terminal or a log, where signs that are not seen move, hide and forge lines. */
    static String shown(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    /** {@link #storable} and no longer than {@code bytes}. */
    static String fitted(String text, int bytes) {
        String storable = storable(text);
        return storable.length() <= bytes / 3 || storable.getBytes(UTF_8).length <= bytes
                ? storable
                : cut(storable, bytes - 3) + "…";
    }

    /** As much of it as fits. */
    static String cut(String text, int bytes) {
        int room = bytes;
        int end = 0;
        while (end < text.length()) {
            int next = text.codePointAt(end);
            room -= next < 0x80 ? 1 : next < 0x800 ? 2 : next < 0x10000 ? 3 : 4;
            if (room < 0) {
                break;
            }
            end += Character.charCount(next);
        }
        return text.substring(0, end);
    }
}
