package dev.bailiwick.posture.resource;

import dev.bailiwick.posture.published.PublishedScan;

import org.jooq.Condition;

import java.util.List;
import java.util.UUID;

/**
 * Which resources a request means.
 *
 * @param latest the last scan of each provider that is meant
 * @param where all conditions together
 * @param question the same as text
 */
record Choice(long epoch, List<PublishedScan> latest, Condition where, String question) {

    Choice {
        latest = List.copyOf(latest);
    }

    List<UUID> latestScans() {
        return latest.stream().map(PublishedScan::id).toList();
    }
}
