/**
 * Findings on their way from a file to the tables: small, in pieces of which each can be read on
 * its own. Knows neither the form of files nor where the pieces are kept.
 */
@NullMarked
package dev.bailiwick.posture.ingestion.packed;

import org.jspecify.annotations.NullMarked;
