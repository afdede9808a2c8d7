package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who holds what in a tenant, by its record of changes: three maps, and one rule, that of rank: who
 * is not an owner makes, changes, gives, takes and names no role that is above what they hold.
 */
final class AuthorityModel {

    private static final JsonMapper JSON = new JsonMapper();

    private record Role(Set<Permission> permissions, boolean unlimited, Set<UUID> groups) {}

    private final UUID tenant;
    private final Map<UUID, Role> roles = new HashMap<>();
    private final Map<UUID, Set<UUID>> held = new HashMap<>();
    private final Map<UUID, Set<UUID>> groups = new HashMap<>();
    private final Map<UUID, Set<UUID>> invited = new HashMap<>();
    private UUID last = new UUID(0, 0);

    private AuthorityModel(UUID tenant) {
        this.tenant = tenant;
    }

    /** As things stand, read from the tables. */
    static AuthorityModel of(TestServer server, UUID tenant) {
        AuthorityModel model = new AuthorityModel(tenant);
        JdbcClient sql = server.sql();
        sql.sql("select id, permissions, unlimited_visibility from role where tenant_id = ?")
                .param(tenant)
                .query(
                        row -> {
                            Set<Permission> permissions = EnumSet.noneOf(Permission.class);
                            for (String name : (String[]) row.getArray(2).getArray()) {
                                permissions.add(Permission.valueOf(name));
                            }
                            model.roles.put(
                                    row.getObject(1, UUID.class),
                                    new Role(permissions, row.getBoolean(3), new HashSet<>()));
                        });
        model.pairs(
                sql,
                "select role_id, provider_group_id from role_provider_group where tenant_id = ?",
                (role, group) -> model.role(role).groups().add(group));
        model.pairs(
                sql,
                "select user_id, role_id from role_user where tenant_id = ?",
                (user, role) -> model.of(user).add(role));
        model.pairs(
                sql,
                "select id, id from provider_group where tenant_id = ?",
                (group, same) -> model.groups.put(group, new HashSet<>()));
        model.pairs(
                sql,
                "select provider_group_id, provider_id from provider_group_member where tenant_id"
                        + " = ?",
                (group, provider) -> model.group(group).add(provider));
        model.last =
                sql.sql(
                                "select coalesce(max(id::text), '')::text from audit_entry where"
                                        + " tenant_id = ? and kind = 'changed'")
                        .param(tenant)
                        .query(String.class)
                        .optional()
                        .filter(id -> !id.isEmpty())
                        .map(UUID::fromString)
                        .orElse(model.last);
        return model;
    }

    private interface Pair {

        void put(UUID one, UUID other);
    }

    private void pairs(JdbcClient sql, String query, Pair each) {
        sql.sql(query)
                .param(tenant)
                .query(
                        row -> {
                            each.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                        });
    }

    /**
     * What was recorded since, in the order in which it happened.
     *
     * @param owner who repairs what others may not
     */
    void replay(TestServer server, UUID owner) {
        server.sql()
                .sql(
                        """
                        select what, object, details::text,
                               (select user_id from membership m where m.id::text = a.details ->> 'membership'),
                               principal_id
                        from audit_entry a
                        where tenant_id = ? and id > ? and kind = 'changed' order by at, id
                        """)
                .params(tenant, last)
                .query(
                        row -> {
                            String what = row.getString(1);
                            UUID object = UUID.fromString(row.getString(2));
                            JsonNode details = JSON.readTree(row.getString(3));
                            UUID actor = row.getObject(5, UUID.class);
                            if (!owner.equals(actor)) {
                                concerned(what, object, details)
                                        .forEach(role -> requireWithin(actor, role, what));
                            }
                            apply(what, object, details, row.getObject(4, UUID.class));
                        });
    }

    /** The roles that an entry makes, changes, gives, takes or names, as they are before it. */
    private Stream<Role> concerned(String what, UUID object, JsonNode details) {
        return switch (what) {
            case "role.made" -> Stream.of(role(details));
            case "role.changed" -> Stream.of(role(object), role(details));
            case "role.removed", "role.groups" -> Stream.of(role(object));
            case "user.roles" ->
                    Stream.of("added", "removed")
                            .flatMap(word -> ids(details.get(word)).stream())
                            .map(this::role);
            case "invitation.made" -> ids(details.get("roles")).stream().map(this::role);
            default -> Stream.of();
        };
    }

    private void requireWithin(UUID actor, Role role, String what) {
        boolean within =
                permissions(actor).containsAll(role.permissions())
                        && (unlimited(actor)
                                || (!role.unlimited() && groups(actor).containsAll(role.groups())));
        if (!within) {
            throw new AssertionError(
                    "%s by %s, who holds %s and groups %s: %s"
                            .formatted(what, actor, permissions(actor), groups(actor), role));
        }
    }

    private void apply(String what, UUID object, JsonNode details, @Nullable UUID joined) {
        switch (what) {
            case "role.made", "role.changed" -> roles.put(object, role(details));
            case "role.removed" -> {
                roles.remove(object);
                invited.values().forEach(each -> each.remove(object));
                held.values().forEach(each -> each.remove(object));
            }
            case "role.groups" -> change(role(object).groups(), details);
            case "user.roles" -> change(of(object), details);
            case "group.made" -> {
                groups.put(object, ids(details.get("providers")));
                ids(details.get("roles")).forEach(role -> role(role).groups().add(object));
            }
            case "group.removed" -> {
                groups.remove(object);
                roles.values().forEach(role -> role.groups().remove(object));
            }
            case "group.providers" -> change(group(object), details);
            case "invitation.made" -> invited.put(object, ids(details.get("roles")));
            case "invitation.accepted" ->
                    of(Objects.requireNonNull(joined))
                            .addAll(invited.getOrDefault(object, Set.of()));
            case "invitation.revoked" -> invited.remove(object);
            default -> throw new AssertionError("Nothing does this here: " + what);
        }
    }

    private static Role role(JsonNode details) {
        return new Role(
                permissions(details.get("permissions")),
                details.get("unlimited").asBoolean(),
                ids(details.get("groups")));
    }

    private static void change(Set<UUID> ids, JsonNode details) {
        ids.addAll(ids(details.get("added")));
        ids.removeAll(ids(details.get("removed")));
    }

    /** None for null. */
    private static Set<UUID> ids(JsonNode list) {
        Set<UUID> ids = new HashSet<>();
        list.forEach(each -> ids.add(UUID.fromString(each.asString())));
        return ids;
    }

    private static Set<Permission> permissions(JsonNode list) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        list.forEach(each -> permissions.add(Permission.valueOf(each.asString())));
        return permissions;
    }

    private Role role(UUID id) {
        return Objects.requireNonNull(roles.get(id), "a role that was never made");
    }

    private Set<UUID> group(UUID id) {
        return Objects.requireNonNull(groups.get(id), "a group that was never made");
    }

    private Set<UUID> of(UUID user) {
        return held.computeIfAbsent(user, any -> new HashSet<>());
    }

    private Stream<Role> rolesOf(UUID user) {
        return held.getOrDefault(user, Set.of()).stream().map(this::role);
    }

    Set<Permission> permissions(UUID user) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        rolesOf(user).forEach(role -> permissions.addAll(role.permissions()));
        return permissions;
    }

    boolean unlimited(UUID user) {
        return rolesOf(user).anyMatch(Role::unlimited);
    }

    /** Those that the roles of somebody name. */
    Set<UUID> groups(UUID user) {
        Set<UUID> named = new HashSet<>();
        rolesOf(user).forEach(role -> named.addAll(role.groups()));
        return named;
    }

    Set<UUID> groups() {
        return Set.copyOf(groups.keySet());
    }

    Set<UUID> providers(UUID user) {
        Set<UUID> providers = new HashSet<>();
        groups(user).forEach(group -> providers.addAll(group(group)));
        return providers;
    }

    boolean isManaged() {
        return held.keySet().stream()
                .anyMatch(user -> permissions(user).contains(Permission.MANAGE_ACCOUNT));
    }
}
