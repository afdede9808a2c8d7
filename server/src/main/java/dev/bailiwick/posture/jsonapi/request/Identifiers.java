package dev.bailiwick.posture.jsonapi.request;

import java.util.List;
import java.util.UUID;

/**
 * The ids of a relationship document, without repetition, in the client's order.
 *
 * @param given anything but a list only where the request type is tolerant; there are no ids then
 */
public record Identifiers(List<UUID> ids, Given given) {

    public Identifiers {
        ids = List.copyOf(ids);
    }

    /** What the client sent. */
    public enum Given {
        LIST,
        /** Something that names no object and never could, such as null. */
        NOTHING,
        NO_DOCUMENT
    }
}
