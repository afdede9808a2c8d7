package dev.bailiwick.checks.resource;

/** A file, or a part of it, is not what it should be or is beyond a limit. */
public final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * @param line counted from 1; 0 if no line is to blame
     */
    public UnreadableException(int line, String reason) {
        super(reason);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
