package dev.bailiwick.spring.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;

/**
 * Which tenant a request is for.
 *
 * @param source the one declared source, as {@link TenantSource#parse} reads it
 * @param mustAgree further ones, which say the same or nothing
 * @param none what comes of a request that names no tenant
 */
@ConfigurationProperties("bailiwick.tenant")
record TenantProperties(
        @Nullable String source,
        @DefaultValue List<String> mustAgree,
        @DefaultValue("identity") None none) {

    TenantProperties {
        mustAgree = List.copyOf(mustAgree);
    }

    /** What comes of a request that names no tenant. */
    enum None {
        /** The scope of the principal alone: their own identity rows, no permission. */
        IDENTITY,
        /** 401. */
        REFUSED
    }
}
