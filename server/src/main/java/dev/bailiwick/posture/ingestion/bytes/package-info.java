/**
 * Streams of bytes as uploads and their pieces read them.
 *
 * <p>Does not know what the bytes say.
 */
@NullMarked
package dev.bailiwick.posture.ingestion.bytes;

import org.jspecify.annotations.NullMarked;
