/**
 * Scans: ordering them, in turn for each provider, reading and renaming them, and having them made.
 * Does not own the scanners, which are {@code scan.engine}'s, nor how results are taken in and
 * written, which is {@code ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan;

import org.jspecify.annotations.NullMarked;
