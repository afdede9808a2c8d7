/**
 * Writes findings in sets under scans that nobody sees yet, sums them up and publishes them. Knows
 * neither files nor jobs; every method is a part of its caller's transaction.
 */
@NullMarked
package dev.bailiwick.posture.ingestion.writing;

import org.jspecify.annotations.NullMarked;
