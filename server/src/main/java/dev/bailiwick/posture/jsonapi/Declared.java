package dev.bailiwick.posture.jsonapi;

/** What a feature declares of its part of the API; operations refer to it by its key. */
public sealed interface Declared permits ResourceType, Listing, RequestType {

    /** Unique among the declarations of its own kind. */
    String key();
}
