/**
 * What becomes of an upload that is accepted: its findings are written in sets under scans that
 * nobody sees yet, summed up and published. Owns no upload: how one comes in, what is in its file
 * and when it has failed is its callers' business, who hand over what they keep in {@code Chunks}
 * and share the order of a tenant's uploads, {@code Turns}.
 *
 * <ol>
 *   <li>{@code Writing} is the whole way of one file: when it is its turn, to which providers and
 *       scans ({@code Targets}), what of it is written ({@code Progress}).
 *   <li>{@code SetWriting} writes a set in each transaction ({@code FindingSets}, {@code
 *       FindingWriter}).
 *   <li>{@code Publishing} makes them seen ({@code Publication}, {@code ResourceChanges}).
 * </ol>
 */
@NullMarked
package dev.bailiwick.posture.ingestion.writing;

import org.jspecify.annotations.NullMarked;
