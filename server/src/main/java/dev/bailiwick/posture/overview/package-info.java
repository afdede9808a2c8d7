/** Sums over what the last scan of each visible provider found. Does not own findings or scans. */
@NullMarked
package dev.bailiwick.posture.overview;

import org.jspecify.annotations.NullMarked;
