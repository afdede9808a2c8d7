package dev.bailiwick.posture.jsonapi.request;

/**
 * Which part of a list is wanted.
 *
 * @param number from one
 * @param size from one to a hundred
 * @param whole everything at once; number and size say nothing then
 */
public record Page(int number, int size, boolean whole) {

    public static final int DEFAULT_SIZE = 10;
    public static final int GREATEST_SIZE = 100;

    static final Page WHOLE = new Page(1, Integer.MAX_VALUE, true);

    /** How many rows lie before this page. */
    public long offset() {
        return (number - 1L) * size;
    }
}
