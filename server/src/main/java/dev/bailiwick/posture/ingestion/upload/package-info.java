/**
 * The file within a request, as a stream: forms, encodings, sizes. Nothing is spooled, and nothing
 * is known of what the file means.
 */
@NullMarked
package dev.bailiwick.posture.ingestion.upload;

import org.jspecify.annotations.NullMarked;
