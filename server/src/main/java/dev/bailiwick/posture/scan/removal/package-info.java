/**
 * Deleting scans: hiding one at once, and removing what it found in the background. Does not own
 * the rows of a scan that is there, which are {@code scan}'s and {@code ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan.removal;

import org.jspecify.annotations.NullMarked;
