/**
 * Scans that come round by themselves: when, by the clocks of which zone, and the one that stands
 * ready.
 *
 * <p>Does not know how a scan is made, which is {@code making}'s.
 */
@NullMarked
package dev.bailiwick.posture.scan.schedule;

import org.jspecify.annotations.NullMarked;
