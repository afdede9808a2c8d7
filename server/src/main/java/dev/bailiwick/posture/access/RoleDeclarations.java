package dev.bailiwick.posture.access;

import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.IN;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** What roles look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class RoleDeclarations {

    /** In the contract's order; the others are not shown. */
    private static final List<Permission> FLAGS =
            List.of(
                    Permission.MANAGE_USERS,
                    Permission.MANAGE_ACCOUNT,
                    Permission.MANAGE_INTEGRATIONS,
                    Permission.MANAGE_PROVIDERS,
                    Permission.MANAGE_SCANS);

    private static final Table<?> ROLE = DSL.table("role");
    private static final Field<UUID> ID = DSL.field("role.id", SQLDataType.UUID);
    private static final Field<String> ROLE_NAME = DSL.field("role.name", SQLDataType.VARCHAR);
    private static final Field<String[]> PERMISSIONS =
            DSL.field("role.permissions", SQLDataType.CLOB.array());
    private static final Field<Boolean> UNLIMITED =
            DSL.field("role.unlimited_visibility", SQLDataType.BOOLEAN);

    /** Unlimited with all that the contract knows; newer permissions do not count. */
    private static final Field<String> STATE =
            DSL.when(DSL.condition("cardinality({0}) = 0", PERMISSIONS), "none")
                    .when(
                            PERMISSIONS.contains(
                                    Permission.ALL.stream()
                                            .filter(p -> p != Permission.MANAGE_INGESTIONS)
                                            .map(Permission::name)
                                            .toArray(String[]::new)),
                            "unlimited")
                    .otherwise("limited");

    static final ResourceType ROLES = roles();

    static final Listing LISTING = listing();

    @Bean
    Declarations roleTypes() {
        return Declarations.of(ROLES, LISTING);
    }

    private static ResourceType roles() {
        ResourceType.Builder type =
                ResourceType.named("roles")
                        .path("/roles")
                        .from(ROLE, ID)
                        .attribute("name", ROLE_NAME, Kind.text().length(1, 255));
        FLAGS.forEach(flag -> type.attribute(flag.flag(), has(flag), Kind.bool()));
        return type.attribute("permission_state", STATE, Kind.words("unlimited", "limited", "none"))
                .attribute("unlimited_visibility", UNLIMITED, Kind.bool())
                .attribute("inserted_at", time("inserted_at"), Kind.timestamp())
                .attribute("updated_at", time("updated_at"), Kind.timestamp())
                .toMany(
                        "provider_groups",
                        "provider-groups",
                        linked("role_provider_group", "provider_group_id"))
                .toMany("users", "users", linked("role_user", "user_id"))
                .toMany("invitations", "invitations")
                .build();
    }

    private static Listing listing() {
        Listing.Builder list =
                Listing.of(ROLES)
                        .filter("id", EXACT, IN)
                        .filter("name", EXACT, IN)
                        .filter("inserted_at", EXACT, GTE, LTE)
                        .filter("updated_at", EXACT, GTE, LTE)
                        .filter("permission_state")
                        .filter(Filter.search(ROLE_NAME))
                        .sort("id", "name", "permission_state", "unlimited_visibility")
                        .sort("inserted_at", "updated_at")
                        .sort("url", ID)
                        .sort("provider_groups", count("role_provider_group"))
                        .sort("users", count("role_user"))
                        .sort("invitations", ID)
                        .order(time("inserted_at").asc());
        FLAGS.forEach(flag -> list.sort(flag.flag()));
        return list.build();
    }

    private static Field<Boolean> has(Permission permission) {
        return DSL.field(
                DSL.condition("{0} = any({1})", DSL.inline(permission.name()), PERMISSIONS));
    }

    private static Linkage linked(String table, String child) {
        return Linkage.through(
                DSL.table(table),
                DSL.field("role_id", SQLDataType.UUID),
                DSL.field(child, SQLDataType.UUID));
    }

    private static Field<Integer> count(String table) {
        return DSL.field(
                DSL.selectCount()
                        .from(DSL.table(table).as("linked"))
                        .where(DSL.field("linked.role_id", SQLDataType.UUID).eq(ID)));
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field("role." + column, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }
}
