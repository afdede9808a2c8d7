package dev.bailiwick.checks;

/**
 * What is wrong with the file of a check.
 *
 * @param file as it was named
 * @param line counted from 1
 * @param column counted from 1
 */
public record CheckFault(String file, int line, int column, String reason) {

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + reason;
    }
}
