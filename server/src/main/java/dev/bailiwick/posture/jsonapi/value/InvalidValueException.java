package dev.bailiwick.posture.jsonapi.value;

/** A single value breaks the rules of its {@link Kind}; whoever reads it knows where it stood. */
public final class InvalidValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param detail one sentence for the client
     */
    public InvalidValueException(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** What is wrong, in a sentence for the client. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
