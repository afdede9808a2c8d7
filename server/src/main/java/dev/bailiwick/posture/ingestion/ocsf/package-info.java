/**
 * Reads files of OCSF Detection Findings, record by record and within bounded memory. Knows neither
 * where the bytes come from nor what becomes of the findings.
 */
@NullMarked
package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.NullMarked;
