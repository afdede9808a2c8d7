/**
 * How long scans are kept: what a tenant and the server say of it, and the daily look for those
 * that are kept no longer. Does not own how a scan is deleted, which is {@code scan.deletion}'s,
 * nor how its rows go, which is {@code removal}'s.
 */
@NullMarked
package dev.bailiwick.posture.retention;

import org.jspecify.annotations.NullMarked;
