package dev.bailiwick.checks.resource;

/**
 * What could not be read, and is therefore not known to be in order.
 *
 * @param file relative to what is examined, with slashes
 * @param line counted from 1; 0 if no line is to blame
 */
public record Unread(String file, int line, String reason) {

    private static final String ALL = ".";

    /** What is examined is a directory of no name. */
    private static final String ROOT = "./";

    /** All that had not been read yet, of whatever file. */
    public static Unread rest(String reason) {
        return new Unread(ALL, 0, reason);
    }

    /**
     * What is in a directory, or a part of it that is read as one.
     *
     * @param path empty if it is the one that is examined
     */
    public static Unread directory(String path, String reason) {
        return new Unread(path.isEmpty() ? ROOT : path, 0, reason);
    }

    public boolean isRest() {
        return file.equals(ALL);
    }

    public Unread(String file, UnreadableException cause) {
        this(file, cause.line(), String.valueOf(cause.getMessage()));
    }
}
