/**
 * A wall in a file: read with places for every mistake, written so that reading it gives the same
 * wall. Knows no database; what a wall means is the concern of {@code dev.bailiwick.postgres}.
 */
@NullMarked
package dev.bailiwick.declaration;

import org.jspecify.annotations.NullMarked;
