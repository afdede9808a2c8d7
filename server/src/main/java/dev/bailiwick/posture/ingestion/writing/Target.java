package dev.bailiwick.posture.ingestion.writing;

import java.util.UUID;

/**
 * Where the findings of one account go.
 *
 * @param history whether the provider has published scans, which findings are compared with
 */
record Target(UUID provider, UUID scan, boolean history) {}
