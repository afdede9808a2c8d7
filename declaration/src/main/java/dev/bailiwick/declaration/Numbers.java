package dev.bailiwick.declaration;

import dev.bailiwick.core.Dimension;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/** What a scope sees of a numbered dimension of a file: numbers with commas between them. */
final class Numbers {

    private Numbers() {}

    /**
     * Null for {@code all}, none for a blank text.
     *
     * @throws IllegalArgumentException if something else stands between the commas than a number
     */
    static @Nullable BitSet read(String text) {
        if (text.equals(Dimension.ALL)) {
            return null;
        }
        BitSet numbers = new BitSet();
        if (!text.isBlank()) {
            for (String number : text.split(",", -1)) {
                numbers.set(Integer.parseInt(number.strip()));
            }
        }
        return numbers;
    }
}
