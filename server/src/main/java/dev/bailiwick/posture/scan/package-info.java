/**
 * Scans as the API has them: ordered, read, renamed, deleted. How they are made is {@code
 * scan.making}'s, when they come round {@code scan.schedule}'s.
 *
 * <p>Does not own the scanners, which are {@code scan.engine}'s, nor how results are taken in and
 * written, which is {@code ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan;

import org.jspecify.annotations.NullMarked;
