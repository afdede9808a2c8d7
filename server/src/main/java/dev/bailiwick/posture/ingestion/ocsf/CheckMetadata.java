package dev.bailiwick.posture.ingestion.ocsf;

import java.util.List;

/**
 * What a check says of itself, in whatever finding.
 *
 * @param hash SHA-256 of {@code json} in hexadecimal digits: the same content has the same hash
 * @param json an object with the lower-case keys of the scanner's own metadata
 */
public record CheckMetadata(
        String hash, String checkId, List<String> categories, String resourceGroup, String json) {

    public CheckMetadata {
        categories = List.copyOf(categories);
    }
}
