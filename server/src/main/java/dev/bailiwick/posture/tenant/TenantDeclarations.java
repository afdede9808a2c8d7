package dev.bailiwick.posture.tenant;

import static dev.bailiwick.posture.jsonapi.Match.DATE;
import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.ICONTAINS;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
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

/** What tenants and memberships look like, and how their lists are queried. */
@Configuration(proxyBeanMethods = false)
class TenantDeclarations {

    private static final Table<?> TENANT = DSL.table("tenant");
    private static final Table<?> MEMBERSHIP = DSL.table("membership");
    static final Field<UUID> TENANT_ID = DSL.field("tenant.id", SQLDataType.UUID);
    private static final Field<String> TENANT_NAME = DSL.field("tenant.name", SQLDataType.VARCHAR);
    private static final Field<UUID> ID = DSL.field("membership.id", SQLDataType.UUID);
    private static final Field<UUID> USER = DSL.field("membership.user_id", SQLDataType.UUID);
    private static final Field<UUID> OF_TENANT =
            DSL.field("membership.tenant_id", SQLDataType.UUID);
    private static final Field<String> ROLE = DSL.field("membership.role", SQLDataType.VARCHAR);
    private static final Field<OffsetDateTime> JOINED =
            DSL.field("membership.date_joined", SQLDataType.TIMESTAMPWITHTIMEZONE);

    /** Memberships of the principal in scope. */
    static final Condition OWN = DSL.condition("membership.user_id = bailiwick.principal()");

    /** Memberships of the tenant in scope: an owner sees all of them, a member the own. */
    static final Condition SEEN_IN_TENANT =
            DSL.condition(
                    "(membership.tenant_id = bailiwick.tenant() and (membership.user_id ="
                        + " bailiwick.principal() or exists (select from membership o where"
                        + " o.tenant_id = bailiwick.tenant() and o.user_id = bailiwick.principal()"
                        + " and o.role = 'owner')))");

    private static final Condition BELONGS =
            DSL.condition(
                    "tenant.deleted_at is null and exists (select from membership m where"
                            + " m.tenant_id = tenant.id and m.user_id = bailiwick.principal())");

    private static final Kind<String> NAME_KIND = Kind.text().length(1, 100);
    private static final Kind<String> ROLE_KIND = Kind.words("owner", "member");

    static final ResourceType TENANTS =
            ResourceType.named("tenants")
                    .path("/tenants")
                    .from(TENANT, TENANT_ID, BELONGS)
                    .attribute("name", TENANT_NAME, NAME_KIND)
                    .toMany(
                            "memberships",
                            "memberships",
                            Linkage.through(MEMBERSHIP, OF_TENANT, ID, DSL.or(OWN, SEEN_IN_TENANT)))
                    .build();

    static final Listing TENANT_LIST =
            Listing.of(TENANTS)
                    .filter("name", EXACT, ICONTAINS)
                    .filter(
                            "inserted_at",
                            time("inserted_at"),
                            Kind.timestamp(),
                            EXACT,
                            DATE,
                            GTE,
                            LTE)
                    .filter("updated_at", time("updated_at"), Kind.timestamp(), EXACT, GTE, LTE)
                    .filter(Filter.search(TENANT_NAME))
                    .sort("name")
                    .sort("inserted_at", time("inserted_at"))
                    .sort("updated_at", time("updated_at"))
                    .order(time("inserted_at").desc())
                    .build();

    static final ResourceType MEMBERSHIPS =
            ResourceType.named("memberships")
                    .from(MEMBERSHIP, ID)
                    .attribute("role", ROLE, ROLE_KIND)
                    .attribute("date_joined", JOINED, Kind.timestamp())
                    .toOne("user", "users", USER)
                    .toOne("tenant", "tenants", OF_TENANT)
                    .build();

    static final Listing MEMBERS =
            Listing.of(MEMBERSHIPS)
                    .filter("role")
                    .filter("date_joined", EXACT, DATE, GTE, LTE)
                    .filter("tenant", OF_TENANT, Kind.uuid())
                    .filter("user", USER, Kind.uuid())
                    .filter(Filter.ignoredSearch())
                    .sort("id", "role", "date_joined")
                    .sort("user", USER)
                    .sort("tenant", OF_TENANT)
                    .order(JOINED.asc())
                    .build();

    static final Input<String> NAME = Input.required("name", NAME_KIND);
    static final Input<String> MEMBER_ROLE = Input.required("role", ROLE_KIND);

    static final RequestType CREATE =
            RequestType.create("tenants", "tenants").with(NAME).ignoring("memberships").build();
    static final RequestType CHANGE =
            RequestType.change("tenants-update", "tenants")
                    .with(NAME)
                    .ignoring("memberships")
                    .build();

    /** Not the contract's, in which nobody becomes an owner. */
    static final RequestType CHANGE_MEMBERSHIP =
            RequestType.change("memberships-update", "memberships")
                    .with(MEMBER_ROLE)
                    .ignoring("date_joined", "user", "tenant")
                    .build();

    @Bean
    Declarations tenantTypes() {
        return Declarations.of(
                TENANTS, TENANT_LIST, MEMBERSHIPS, MEMBERS, CREATE, CHANGE, CHANGE_MEMBERSHIP);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field("tenant." + column, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }
}
