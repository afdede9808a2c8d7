/**
 * Scans as readers see them: list, read, rename. Does not own how one comes about; that is {@code
 * ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan;

import org.jspecify.annotations.NullMarked;
