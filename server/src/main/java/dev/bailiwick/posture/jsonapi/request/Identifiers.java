package dev.bailiwick.posture.jsonapi.request;

import java.util.List;
import java.util.UUID;

/** The ids of a relationship document, without repetition, in the client's order. */
public record Identifiers(List<UUID> ids) {

    public Identifiers {
        ids = List.copyOf(ids);
    }
}
