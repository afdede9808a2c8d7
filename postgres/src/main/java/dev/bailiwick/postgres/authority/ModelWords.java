package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model as a declaration file says it, and as the database does. */
final class ModelWords {

    private final RoleModel model;

    ModelWords(RoleModel model) {
        this.model = model;
    }

    /** What stands under the key {@code authority}. */
    Map<String, Object> with(Accounts accounts, Duties duties) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("tenants", accounts.tenants());
        words.put("principals", accounts.principals());
        words.put("email", accounts.email());
        words.put("permissions", names(model.permissions().all()));
        if (!model.whenSuspended().isEmpty()) {
            words.put("when-suspended", names(model.whenSuspended()));
        }
        Map<String, Object> roles = new LinkedHashMap<>();
        model.roles().forEach(role -> roles.put(role.name(), words(role)));
        words.put("roles", roles);
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("members", duties.members().name());
        asked.put("invitations", duties.invitations().name());
        asked.put("teams", duties.teams().name());
        asked.put("audit", duties.audit().name());
        duties.outside().ifPresent(permission -> asked.put("outside", permission.name()));
        words.put("duties", asked);
        return words;
    }

    /** Without what it has from the roles below, and without those that are below one of them. */
    private Map<String, Object> words(Role role) {
        List<Role> lower =
                model.roles().stream()
                        .filter(other -> !other.equals(role) && model.includes(role, other))
                        .toList();
        Set<Permission> own = new HashSet<>(role.permissions());
        lower.forEach(other -> own.removeAll(other.permissions()));
        Map<String, Object> words = new LinkedHashMap<>();
        if (!role.equals(model.owner()) && !own.isEmpty()) {
            words.put("permissions", names(own));
        }
        List<String> next =
                lower.stream()
                        .filter(
                                one ->
                                        lower.stream()
                                                .noneMatch(
                                                        other ->
                                                                !other.equals(one)
                                                                        && model.includes(
                                                                                other, one)))
                        .map(Role::name)
                        .toList();
        if (!next.isEmpty()) {
            words.put("above", next);
        }
        return words;
    }

    private static List<String> names(Set<? extends Permission> permissions) {
        return permissions.stream().map(Permission::name).sorted().toList();
    }

    /** As {@code model-lines.sql} tells it. */
    Set<String> lines() {
        Set<String> lines = new TreeSet<>();
        for (Permission permission : model.permissions().all()) {
            lines.add(
                    "permission %s %s"
                            .formatted(
                                    permission.name(), model.whenSuspended().contains(permission)));
        }
        for (Role role : model.roles()) {
            lines.add("role %s %s".formatted(role.name(), role.equals(model.owner())));
            role.permissions()
                    .forEach(held -> lines.add("holds " + role.name() + " " + held.name()));
            for (Role lower : model.roles()) {
                if (model.includes(role, lower)) {
                    lines.add("below " + lower.name() + " " + role.name());
                }
            }
        }
        return lines;
    }
}
