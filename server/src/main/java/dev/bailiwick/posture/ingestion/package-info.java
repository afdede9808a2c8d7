/**
 * Scan results coming in: uploads are received, examined and kept, then written as findings, and
 * their scans published together. Owns no finding, resource or scan that readers see: those are
 * read by their own features.
 *
 * <ol>
 *   <li>{@code Receiving} takes an upload in, {@code ScanIntake} what a scanner finds; {@code Room}
 *       says whether it may come, {@code Examination} what is in it, and {@code Ingestions} and
 *       {@code Chunks} keep it until it is accepted or refused.
 *   <li>{@code Writing} writes what is accepted when it is its turn ({@code Turns}): to which
 *       providers and scans ({@code Targets}), the findings ({@code SetWriting}, {@code Progress}),
 *       and what makes them seen ({@code Publishing}).
 *   <li>{@code AbandonedUploads} finds what broke off or failed, {@code FailedUploads} ends it.
 * </ol>
 */
@NullMarked
package dev.bailiwick.posture.ingestion;

import org.jspecify.annotations.NullMarked;
