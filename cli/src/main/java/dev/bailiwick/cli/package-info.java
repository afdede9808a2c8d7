/**
 * The {@code bailiwick} command: parsing, exit codes and the one line that an expected failure
 * prints. Knows no command itself; other modules bring theirs as {@link
 * dev.bailiwick.cli.BailiwickCommand} services.
 */
@NullMarked
package dev.bailiwick.cli;

import org.jspecify.annotations.NullMarked;
