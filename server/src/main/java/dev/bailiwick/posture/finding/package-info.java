/**
 * Findings, what the checks of a scan said of each resource: reading them back as lists, one by one
 * and as the words they are filtered by, fast at a million in one tenant.
 *
 * <p>Does not write them (that is {@code ingestion}) and does not own scans, of which it reads only
 * those that are published.
 */
@NullMarked
package dev.bailiwick.posture.finding;

import org.jspecify.annotations.NullMarked;
