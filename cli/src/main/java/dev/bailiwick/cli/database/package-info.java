/**
 * How a command gets at a database: address, user, password, and one line when it does not. Knows
 * nothing of what is done there; no password is ever an argument, printed or kept.
 */
@NullMarked
package dev.bailiwick.cli.database;

import org.jspecify.annotations.NullMarked;
