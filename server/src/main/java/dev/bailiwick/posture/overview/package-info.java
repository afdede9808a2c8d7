/**
 * Sums over what the last scan of each visible provider found, as readers ask for them. Does not
 * own findings or scans, nor what is worked out beforehand and kept, which is {@code summary}'s.
 */
@NullMarked
package dev.bailiwick.posture.overview;

import org.jspecify.annotations.NullMarked;
