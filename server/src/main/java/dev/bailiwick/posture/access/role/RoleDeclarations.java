package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.jsonapi.Match.EXACT;
import static dev.bailiwick.posture.jsonapi.Match.GTE;
import static dev.bailiwick.posture.jsonapi.Match.IN;
import static dev.bailiwick.posture.jsonapi.Match.LTE;

import dev.bailiwick.posture.access.Permission;
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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What roles look like, and how their list is queried. */
@Configuration(proxyBeanMethods = false)
class RoleDeclarations {

    /** In the contract's order, then those that it does not show. */
    private static final List<Permission> SHOWN =
            List.of(
                    Permission.MANAGE_USERS,
                    Permission.MANAGE_ACCOUNT,
                    Permission.MANAGE_INTEGRATIONS,
                    Permission.MANAGE_PROVIDERS,
                    Permission.MANAGE_SCANS,
                    Permission.MANAGE_BILLING,
                    Permission.MANAGE_INGESTIONS);

    /** The contract's sort keys. */
    private static final List<Permission> SORTED = SHOWN.subList(0, 5);

    private static final Table<?> ROLE = DSL.table("role");
    private static final Field<UUID> ID = DSL.field("role.id", SQLDataType.UUID);
    private static final Field<String> ROLE_NAME = DSL.field("role.name", SQLDataType.VARCHAR);
    private static final Field<String[]> PERMISSIONS =
            DSL.field("role.permissions", SQLDataType.CLOB.array());
    private static final Field<Boolean> SEES_ALL =
            DSL.field("role.unlimited_visibility", SQLDataType.BOOLEAN);

    private static final Condition ONESELF = DSL.condition("user_id = bailiwick.principal()");

    private static final Kind<String> NAME_KIND = Kind.text().length(1, 255);

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

    static final Input<String> NAME = Input.required("name", NAME_KIND);
    static final Input<Boolean> UNLIMITED = Input.optional("unlimited_visibility", Kind.bool());
    static final InputLink GROUPS = InputLink.many("provider_groups", "provider-groups");

    /** Each permission as an attribute. */
    static final Map<Permission, Input<Boolean>> FLAGS = flags();

    @Bean
    Declarations roleTypes() {
        return Declarations.of(
                ROLES,
                LISTING,
                written(RequestType.create("roles", "roles")),
                written(RequestType.change("roles-update", "roles")),
                RequestType.identifiers("role-provider-groups", "provider-groups").tolerant(),
                RequestType.identifiers("user-roles", "roles").tolerant());
    }

    private static RequestType written(RequestType.Builder type) {
        return type.with(NAME, UNLIMITED)
                .with(FLAGS.values().toArray(Input<?>[]::new))
                .with(GROUPS)
                .ignoring("permission_state", "inserted_at", "updated_at", "users", "invitations")
                .build();
    }

    private static Map<Permission, Input<Boolean>> flags() {
        Map<Permission, Input<Boolean>> flags = new EnumMap<>(Permission.class);
        SHOWN.forEach(each -> flags.put(each, Input.optional(each.flag(), Kind.bool())));
        return Collections.unmodifiableMap(flags);
    }

    private static ResourceType roles() {
        ResourceType.Builder type =
                ResourceType.named("roles")
                        .path("/roles")
                        .from(ROLE, ID)
                        .attribute("name", ROLE_NAME, NAME_KIND);
        SHOWN.forEach(flag -> type.attribute(flag.flag(), has(flag), Kind.bool()));
        return type.attribute("permission_state", STATE, Kind.words("unlimited", "limited", "none"))
                .attribute("unlimited_visibility", SEES_ALL, Kind.bool())
                .attribute("inserted_at", time("inserted_at"), Kind.timestamp())
                .attribute("updated_at", time("updated_at"), Kind.timestamp())
                .toMany(
                        "provider_groups",
                        "provider-groups",
                        Linkage.through(
                                DSL.table("role_provider_group"),
                                DSL.field("role_id", SQLDataType.UUID),
                                DSL.field("provider_group_id", SQLDataType.UUID)))
                .toMany("users", "users", linked("role_user", "user_id", ONESELF))
                .toMany(
                        "invitations",
                        "invitations",
                        linked("invitation_role", "invitation_id", DSL.falseCondition()))
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
                        .sort("invitations", count("invitation_role"))
                        .order(time("inserted_at").asc());
        SORTED.forEach(flag -> list.sort(flag.flag()));
        return list.build();
    }

    private static Field<Boolean> has(Permission permission) {
        return DSL.field(
                DSL.condition("{0} = any({1})", DSL.inline(permission.name()), PERMISSIONS));
    }

    private static Linkage linked(String table, String child, Condition own) {
        return ShownLinks.through(table, "role_id", child, own);
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
