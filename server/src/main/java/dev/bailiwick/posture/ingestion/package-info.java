/**
 * Scan results coming in: uploads are received, examined and kept until they are accepted, then
 * written by jobs. Owns no finding, resource or scan that readers see: those are read by their own
 * features; nor how they are written, which is {@code writing}'s.
 *
 * <ol>
 *   <li>{@code Receiving} takes an upload in, {@code ScanIntake} what a scanner finds; {@code Room}
 *       says whether it may come, {@code Examination} what is in it, and {@code Ingestions} keeps
 *       it until it is accepted or refused.
 *   <li>{@code IngestionJob} and {@code ScanResults} have it written.
 *   <li>{@code AbandonedUploads} finds what broke off or failed, {@code FailedUploads} ends it.
 * </ol>
 */
@NullMarked
package dev.bailiwick.posture.ingestion;

import org.jspecify.annotations.NullMarked;
