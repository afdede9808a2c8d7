/**
 * {@code bailiwick plan} and {@code bailiwick apply}: the statements that build the wall, as text,
 * as migration files, or run. What they are is the concern of {@code dev.bailiwick.postgres.plan}.
 */
@NullMarked
package dev.bailiwick.cli.plan;

import org.jspecify.annotations.NullMarked;
