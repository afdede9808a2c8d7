package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.Table;

import java.util.Optional;

/**
 * Something that the catalogue does not say, and a person must.
 *
 * @param table what it is about, named as in the declaration
 * @param sentence what was found and why it does not decide the matter
 * @param line the declaration to write if the answer is the likely one
 * @param blocking whether the table has no declaration without an answer; otherwise the proposed
 *     one is the safe reading: it hides rows rather than show them
 * @param likely the declaration of {@code line}, where that is one
 */
public record Question(
        String table, String sentence, String line, boolean blocking, Optional<Table> likely) {

    @Override
    public String toString() {
        return "%s: %s%n    %s".formatted(table, sentence, line);
    }
}
