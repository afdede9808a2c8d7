/**
 * Prowler's command line as a scanner: where it is, what it is told, what it tells. Does not own
 * how its process is kept within bounds, which is {@code scan.process}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan.prowler;

import org.jspecify.annotations.NullMarked;
