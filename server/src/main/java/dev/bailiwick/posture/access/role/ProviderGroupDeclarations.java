package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.IN;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What provider groups look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class ProviderGroupDeclarations {

    private static final Table<?> GROUP = DSL.table("provider_group");
    private static final Field<UUID> ID = DSL.field("provider_group.id", SQLDataType.UUID);
    private static final Field<String> GROUP_NAME =
            DSL.field("provider_group.name", SQLDataType.VARCHAR);

    private static final Condition HELD =
            DSL.condition(
                    "role_id in (select ru.role_id from role_user ru where ru.user_id ="
                            + " bailiwick.principal())");

    /** Those that the answer names: an order by others would tell how many there are. */
    private static final Condition SHOWN =
            DSL.condition(
                            "exists (select from role_user ru join role r on r.tenant_id ="
                                    + " ru.tenant_id and r.id = ru.role_id where ru.user_id ="
                                    + " bailiwick.principal() and 'MANAGE_ACCOUNT' = any"
                                    + " (r.permissions))")
                    .or(HELD);

    private static final Condition LIVE_LINKED =
            DSL.condition(
                    "exists (select from provider p where p.tenant_id = linked.tenant_id and p.id ="
                            + " linked.provider_id and p.deleted_at is null)");

    private static final Condition LIVE =
            DSL.condition(
                    "exists (select from provider p where p.tenant_id ="
                            + " provider_group_member.tenant_id and p.id ="
                            + " provider_group_member.provider_id and p.deleted_at is null)");

    private static final Kind<String> NAME_KIND = Kind.text().length(1, 255);

    static final ResourceType GROUPS =
            ResourceType.named("provider-groups")
                    .path("/provider-groups")
                    .from(GROUP, ID)
                    .attribute("name", GROUP_NAME, NAME_KIND)
                    .attribute("inserted_at", time("inserted_at"), Kind.timestamp())
                    .attribute("updated_at", time("updated_at"), Kind.timestamp())
                    .toMany(
                            "providers",
                            "providers",
                            Linkage.through(
                                    DSL.table("provider_group_member"),
                                    DSL.field("provider_group_id", SQLDataType.UUID),
                                    DSL.field("provider_id", SQLDataType.UUID),
                                    LIVE))
                    .toMany(
                            "roles",
                            "roles",
                            ShownLinks.through(
                                    "role_provider_group", "provider_group_id", "role_id", HELD))
                    .build();

    static final Listing LISTING =
            Listing.of(GROUPS)
                    .filter("id", EXACT, IN)
                    .filter("name", EXACT, IN)
                    .filter("inserted_at", EXACT, GTE, LTE)
                    .filter("updated_at", EXACT, GTE, LTE)
                    .filter(Filter.search(GROUP_NAME))
                    .sort("id", "name", "inserted_at", "updated_at")
                    .sort("url", ID)
                    .sort("providers", count("provider_group_member", LIVE_LINKED))
                    .sort("roles", count("role_provider_group", SHOWN))
                    .order(time("inserted_at").asc())
                    .build();

    static final Input<String> NAME = Input.required("name", NAME_KIND);
    static final InputLink PROVIDERS = InputLink.many("providers", "providers");
    static final InputLink ROLES = InputLink.many("roles", "roles");

    @Bean
    Declarations providerGroupTypes() {
        return Declarations.of(
                GROUPS,
                LISTING,
                written(RequestType.create("provider-groups", "provider-groups")),
                written(RequestType.change("provider-groups-update", "provider-groups")),
                RequestType.identifiers("group-providers", "providers"));
    }

    private static RequestType written(RequestType.Builder type) {
        return type.with(NAME).with(PROVIDERS, ROLES).ignoring("inserted_at", "updated_at").build();
    }

    private static Field<Integer> count(String table, Condition counted) {
        return DSL.field(
                DSL.selectCount()
                        .from(DSL.table(table).as("linked"))
                        .where(DSL.field("linked.provider_group_id", SQLDataType.UUID).eq(ID))
                        .and(counted));
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field("provider_group." + column, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }
}
