package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.provider.ProviderFilters;

import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.UUID;

/** What overviews of last scans are narrowed by. */
final class OverviewFilters {

    private static final Field<UUID> PROVIDER =
            DSL.field(DSL.name("scan", "provider_id"), SQLDataType.UUID);

    private OverviewFilters() {}

    /** A short list by provider, its kind and its groups. */
    static Listing.Builder listing(ResourceType type) {
        return Listing.of(type)
                .filter(ProviderFilters.on(PROVIDER))
                .without("provider", "provider_uid", "provider_alias")
                .filter(Filter.ignoredSearch())
                .whole();
    }
}
