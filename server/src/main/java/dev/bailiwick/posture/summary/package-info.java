/**
 * What is worked out of a scan behind its publication and kept: severities by day, and counts by
 * attack surface, category and resource group. Does not own what a scan shows at once, which is
 * {@code ingestion}'s, nor the overviews that read it, which are {@code overview}'s.
 */
@NullMarked
package dev.bailiwick.posture.summary;

import org.jspecify.annotations.NullMarked;
