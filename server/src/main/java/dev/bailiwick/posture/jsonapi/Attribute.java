package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * One attribute of a resource type.
 *
 * @param fields what must be selected for it; empty where the feature gives the value itself
 */
public record Attribute(
        String name,
        Kind<?> kind,
        List<Field<?>> fields,
        Function<Record, @Nullable Object> read) {}
