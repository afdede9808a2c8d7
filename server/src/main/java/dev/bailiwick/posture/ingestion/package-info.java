/**
 * Scan results coming in: uploads are received, examined and kept, then written as findings, and
 * their scans published together. Owns no finding, resource or scan that readers see: those are
 * read by their own features.
 */
@NullMarked
package dev.bailiwick.posture.ingestion;

import org.jspecify.annotations.NullMarked;
