/**
 * Fetches the newest state of a repository that strangers keep. Runs nothing that is in it, makes
 * no working tree of it and follows none of its pointers to elsewhere.
 */
@NullMarked
package dev.bailiwick.checks.git;

import org.jspecify.annotations.NullMarked;
