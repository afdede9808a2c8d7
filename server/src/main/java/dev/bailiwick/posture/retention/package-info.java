/**
 * How long scans are kept: what a tenant and the server say of it, the daily look for those that
 * are kept no longer, and their deletion. Does not own how a scan is hidden, which is {@code
 * scan.deletion}'s, nor how its rows go, which is {@code removal}'s.
 */
@NullMarked
package dev.bailiwick.posture.retention;

import org.jspecify.annotations.NullMarked;
