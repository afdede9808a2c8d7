package dev.bailiwick.cli;

import java.util.concurrent.Callable;

/**
 * A sub-command, found by {@link java.util.ServiceLoader}. Implementations carry picocli's {@code
 * Command} annotation with a name.
 *
 * <p>{@code call} answers the exit code: 0 clean, 1 failed or violations found, 2 could not be
 * done. Expected failures are thrown as {@link CommandException}.
 */
public interface BailiwickCommand extends Callable<Integer> {}
