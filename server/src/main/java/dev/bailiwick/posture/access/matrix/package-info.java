/**
 * Who may call what, as one table: the check of every endpoint against it, and the answers for its
 * rows that have no endpoint yet. Does not own the enforcement, which is the toolkit's, by the
 * annotations that are compared here.
 */
@NullMarked
package dev.bailiwick.posture.access.matrix;

import org.jspecify.annotations.NullMarked;
