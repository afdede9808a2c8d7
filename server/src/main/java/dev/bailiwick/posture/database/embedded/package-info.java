/**
 * A PostgreSQL of our own: its binaries, its cluster on disk and its processes. Knows nothing of
 * what is stored in it.
 */
@NullMarked
package dev.bailiwick.posture.database.embedded;

import org.jspecify.annotations.NullMarked;
