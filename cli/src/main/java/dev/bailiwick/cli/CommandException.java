package dev.bailiwick.cli;

/**
 * An expected failure. Its message is printed as it stands, without a stack trace: one line that
 * says what happened and what to do.
 */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was asked for was done and the answer is no. */
    public static final int FAILED = 1;

    /** What was asked for could not be done. */
    public static final int COULD_NOT = 2;

    private final int exitCode;

    private CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Ends the command with exit code 1. */
    public static CommandException failed(String message) {
        return new CommandException(FAILED, message);
    }

    /** Ends the command with exit code 2. */
    public static CommandException couldNot(String message) {
        return new CommandException(COULD_NOT, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
