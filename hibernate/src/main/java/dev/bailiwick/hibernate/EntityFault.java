package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;

import java.util.Locale;

/** What can be wrong with entities and with how Hibernate is set up; all of it stops the start. */
enum EntityFault {
    /** Nobody has said whose rows an entity's are. */
    ENTITY_UNDECLARED,
    /** It is said in a way that cannot be followed. */
    ENTITY_AMBIGUOUS,
    /** A table that belongs to entities, and not one way alone. */
    ENTITY_TABLE,
    /** Visible to more or fewer than all who share a cache. */
    ENTITY_CACHED,
    /** Kept where no policy reaches. */
    ENTITY_LARGE_OBJECT,
    /** The type of attributes with {@code @TenantId}. */
    ENTITY_TENANT_TYPE,
    /** A setting with which sessions could not be held to their scopes. */
    HIBERNATE_SETTING;

    /**
     * @param object with its kind, {@code entity Student} say
     * @param message what is wrong with it, with a place for each of {@code values}
     */
    @SuppressWarnings("AnnotateFormatMethod") // of a library that is not needed otherwise
    Fault of(String object, String message, Object... values) {
        return new Fault(
                name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Fault.Severity.ERROR,
                object,
                values.length == 0 ? message : message.formatted(values));
    }
}
