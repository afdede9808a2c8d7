package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The resource that a finding is about, as this finding describes it.
 *
 * @param uid never empty; the name stands in for a missing one
 * @param region for Kubernetes the namespace, which is empty for what lies in none
 * @param metadata JSON text
 * @param group empty where the file names none
 * @param tags in the order of the file; the last of two equal keys
 */
public record SeenResource(
        String uid,
        String name,
        String region,
        String service,
        String type,
        @Nullable String partition,
        @Nullable String details,
        @Nullable String metadata,
        String group,
        Map<String, String> tags) {

    public SeenResource {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }
}
