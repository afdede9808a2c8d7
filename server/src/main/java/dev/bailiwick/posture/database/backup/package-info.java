/**
 * A copy of an installation in one file, made while it serves, and what makes an installation of
 * such a file. Knows the files of a cluster and of the data directory, and nothing of what is in
 * them.
 */
@NullMarked
package dev.bailiwick.posture.database.backup;

import org.jspecify.annotations.NullMarked;
