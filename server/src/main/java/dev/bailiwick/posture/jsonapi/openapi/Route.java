package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.request.OperationFacts;

import java.util.List;

/** One operation under one method and path. */
public record Route(
        String method,
        String path,
        OperationFacts facts,
        List<String> produces,
        List<String> consumes) {

    /** Its id in the OpenAPI document. */
    String id() {
        return method.toLowerCase(java.util.Locale.ROOT)
                + path.replaceAll("[{}]", "").replaceAll("[^A-Za-z0-9]+", "_");
    }
}
