package dev.bailiwick.posture.jsonapi;

import org.jooq.Field;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * One relationship of a resource type. With a key it is read from the row itself, with a linkage by
 * one statement for the whole page, with neither the feature gives the links.
 */
public record Relationship(
        String name,
        String type,
        boolean many,
        @Nullable Field<UUID> key,
        @Nullable Linkage linkage) {}
