/**
 * What is worked out of a scan behind its publication: severities by day, and counts by attack
 * surface, category and resource group. Does not own what a scan shows at once, which is {@code
 * ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.summary;

import org.jspecify.annotations.NullMarked;
