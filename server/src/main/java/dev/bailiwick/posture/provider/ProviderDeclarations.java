package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What providers look like on the wire, how their list is asked for and what writes take. */
@Configuration(proxyBeanMethods = false)
class ProviderDeclarations {

    static final Input<String> KIND = Input.optional("provider", ProviderFilters.KIND);
    static final Input<String> UID =
            Input.required(
                    "uid",
                    Kind.verbatim().length(ProviderKind.SHORTEST_UID, ProviderKind.LONGEST_UID));
    static final Input<String> ALIAS =
            Input.optional("alias", Kind.text().length(3, 100).nullable());

    static final ResourceType PROVIDERS =
            ResourceType.named("providers")
                    .path("/providers")
                    .from(ProviderTable.TABLE, ProviderTable.ID, ProviderTable.LIVE)
                    .attribute("inserted_at", ProviderTable.INSERTED_AT, Kind.timestamp())
                    .attribute("updated_at", ProviderTable.UPDATED_AT, Kind.timestamp())
                    .attribute("provider", ProviderTable.KIND, ProviderFilters.KIND)
                    .attribute("uid", ProviderTable.UID, Kind.text())
                    .attribute("alias", ProviderTable.ALIAS, Kind.text().nullable())
                    .attribute(
                            "connection",
                            Kind.object(
                                    Map.of(
                                            "connected",
                                            Kind.bool().nullable(),
                                            "last_checked_at",
                                            Kind.timestamp().nullable())),
                            List.of(ProviderTable.CONNECTED, ProviderTable.CHECKED_AT),
                            ProviderDeclarations::connection)
                    .toOne(
                            "secret",
                            "provider-secrets",
                            Linkage.through(
                                    ProviderTable.SECRETS,
                                    ProviderTable.SECRET_PROVIDER,
                                    ProviderTable.SECRET))
                    .toMany(
                            "provider_groups",
                            "provider-groups",
                            Linkage.through(
                                    ProviderTable.MEMBERS,
                                    ProviderTable.MEMBER_PROVIDER,
                                    ProviderTable.MEMBER_GROUP))
                    .include("provider_groups")
                    .build();

    private static final Listing LIST =
            Listing.of(PROVIDERS)
                    .filter("id", Match.EXACT, Match.IN)
                    .filter("provider", Match.EXACT, Match.IN)
                    .filter(
                            "provider_type",
                            ProviderTable.KIND,
                            ProviderFilters.KIND,
                            Match.EXACT,
                            Match.IN)
                    .filter("uid", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("alias", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("connected", ProviderTable.CONNECTED, Kind.bool())
                    .filter("inserted_at", Match.EXACT, Match.GTE, Match.LTE)
                    .filter("updated_at", Match.EXACT, Match.GTE, Match.LTE)
                    .filter(
                            Filter.of(
                                    "provider_groups",
                                    Kind.uuid(),
                                    id -> ProviderFilters.inGroups(ProviderTable.ID, List.of(id))),
                            Filter.in(
                                    "provider_groups__in",
                                    Kind.uuid(),
                                    ids -> ProviderFilters.inGroups(ProviderTable.ID, ids)),
                            Filter.search(
                                    ProviderTable.KIND, ProviderTable.UID, ProviderTable.ALIAS))
                    .sort("provider", "uid", "alias", "inserted_at", "updated_at")
                    .sort("connected", ProviderTable.CONNECTED)
                    .order(ProviderTable.INSERTED_AT.desc())
                    .wholeOnDemand()
                    .build();

    @Bean
    Declarations providerTypes() {
        return Declarations.of(
                PROVIDERS,
                LIST,
                RequestType.create("providers-create", "providers").with(KIND, UID, ALIAS).build(),
                RequestType.change("providers-update", "providers").with(ALIAS).build());
    }

    private static Map<String, @Nullable Object> connection(Record row) {
        Map<String, @Nullable Object> connection = new LinkedHashMap<>();
        connection.put("connected", row.get(ProviderTable.CONNECTED));
        connection.put("last_checked_at", row.get(ProviderTable.CHECKED_AT));
        return connection;
    }
}
