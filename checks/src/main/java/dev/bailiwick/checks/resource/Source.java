package dev.bailiwick.checks.resource;

/**
 * One file as it was read.
 *
 * @param file relative to what is examined, with slashes
 */
public record Source(String file, String text) {

    /** Shows no text: files hold secrets. */
    @Override
    public String toString() {
        return file;
    }
}
