/**
 * Removing the rows of what nobody sees any more, in the background and in batches: of deleted
 * scans and providers by jobs, of deleted tenants by maintenance.
 *
 * <p>Does not own the <em>deletion</em>, which hides at once and belongs to the feature whose thing
 * it is: {@code scan.deletion}, {@code provider} and {@code tenant}. Which scans go by their age is
 * {@code retention}'s, and what a failed upload has written is taken back by {@code ingestion}.
 */
@NullMarked
package dev.bailiwick.posture.removal;

import org.jspecify.annotations.NullMarked;
