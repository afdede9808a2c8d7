package dev.bailiwick.core.authority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The roles of an application and which stands above which: said outright, never by numbers. The
 * one above all others is the owner's. It holds every permission, and only who holds it gives it
 * away. Immutable.
 *
 * <pre>{@code
 * RoleModel model = RoleModel.of(Permissions.of(Allowed.class))
 *         .role("owner")
 *         .role("editor", PAGE_EDIT).above("owner", "editor")
 *         .role("reader", PAGE_READ).above("editor", "reader")
 *         .build();
 * }</pre>
 */
public final class RoleModel {

    private final Permissions permissions;
    private final Set<Permission> whenSuspended;
    private final Map<String, Role> roles;
    private final Map<String, Set<String>> reached;

    private RoleModel(
            Permissions permissions,
            Set<Permission> whenSuspended,
            Map<String, Role> roles,
            Map<String, Set<String>> reached) {
        this.permissions = permissions;
        this.whenSuspended = whenSuspended;
        this.roles = roles;
        this.reached = reached;
    }

    /**
     * {@code owner} above {@code admin} above {@code member} above {@code viewer}: the owner holds
     * all permissions, each of the others what is given and what lies below it.
     *
     * @throws IllegalArgumentException if a permission is none of {@code all}
     */
    public static RoleModel standard(
            Permissions all,
            Set<? extends Permission> admin,
            Set<? extends Permission> member,
            Set<? extends Permission> viewer) {
        return of(all).role("owner")
                .role("admin", admin.toArray(Permission[]::new))
                .above("owner", "admin")
                .role("member", member.toArray(Permission[]::new))
                .above("admin", "member")
                .role("viewer", viewer.toArray(Permission[]::new))
                .above("member", "viewer")
                .build();
    }

    public static Builder of(Permissions all) {
        return new Builder(all);
    }

    /** The permissions that its roles are made of. */
    public Permissions permissions() {
        return permissions;
    }

    /** What is still allowed to those who hold it when their tenant is suspended. */
    public Set<Permission> whenSuspended() {
        return whenSuspended;
    }

    /** The highest first; of two that have nothing to do with each other, the one first named. */
    public List<Role> roles() {
        return List.copyOf(roles.values());
    }

    /** The role above all others. */
    public Role owner() {
        return roles.values().iterator().next();
    }

    /**
     * The role of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public Role require(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Unknown role %s; known are %s"
                                                .formatted(
                                                        name, String.join(", ", roles.keySet()))));
    }

    /** For names that are read from somewhere, where one may be of another release. */
    public Optional<Role> find(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    /**
     * Whether {@code higher} is {@code lower} or stands above it, directly or by way of others.
     * Never so for a role that is not of this model, also not above itself.
     */
    public boolean includes(Role higher, Role lower) {
        return isOwn(higher)
                && isOwn(lower)
                && reached.getOrDefault(higher.name(), Set.of()).contains(lower.name());
    }

    private boolean isOwn(Role role) {
        return role.equals(roles.get(role.name()));
    }

    /** Collects roles; {@link #build} looks at them together. */
    public static final class Builder {

        private final Permissions permissions;
        private final Set<Permission> whenSuspended = new LinkedHashSet<>();
        private final Map<String, Set<Permission>> own = new LinkedHashMap<>();
        private final Map<String, Set<String>> below = new TreeMap<>();

        private Builder(Permissions permissions) {
            this.permissions = permissions;
        }

        /**
         * @param held beside what the roles below it hold
         * @throws IllegalArgumentException if there is such a role already, or a permission is
         *     unknown
         */
        public Builder role(String name, Permission... held) {
            permissions.check(List.of(held));
            if (own.put(name, Set.of(held)) != null) {
                throw new IllegalArgumentException("The role " + name + " is given twice");
            }
            return this;
        }

        /** Puts one role above another, and so above all that this one is above. */
        public Builder above(String higher, String lower) {
            below.computeIfAbsent(higher, _ -> new TreeSet<>()).add(lower);
            return this;
        }

        /**
         * Leaves permissions to those who hold them when their tenant is suspended, such as that
         * for paying its bill. Nothing is allowed then otherwise.
         *
         * @throws IllegalArgumentException if a permission is unknown
         */
        public Builder allowedWhenSuspended(Permission... allowed) {
            permissions.check(List.of(allowed));
            whenSuspended.addAll(List.of(allowed));
            return this;
        }

        /**
         * @throws IllegalArgumentException if a role is put above or below one that is not given, a
         *     role stands above itself, or none stands above all others
         */
        public RoleModel build() {
            below.forEach(
                    (higher, lower) -> {
                        checkGiven(higher);
                        lower.forEach(this::checkGiven);
                    });
            Map<String, Set<String>> reached = new TreeMap<>();
            own.keySet().forEach(name -> reached.put(name, reachedFrom(name)));
            Map<String, Role> roles = new LinkedHashMap<>();
            for (String name : order(reached)) {
                Set<Permission> held =
                        roles.isEmpty()
                                ? permissions.all()
                                : held(reached.getOrDefault(name, Set.of()));
                roles.put(name, new Role(name, held));
            }
            return new RoleModel(permissions, Set.copyOf(whenSuspended), roles, reached);
        }

        private void checkGiven(String name) {
            if (!own.containsKey(name)) {
                throw new IllegalArgumentException(
                        "The role %s is not given; given are %s"
                                .formatted(name, String.join(", ", own.keySet())));
            }
        }

        private Set<String> reachedFrom(String from) {
            Set<String> seen = new HashSet<>(Set.of(from));
            List<String> left = new ArrayList<>(Set.of(from));
            while (!left.isEmpty()) {
                for (String lower : below.getOrDefault(left.removeLast(), Set.of())) {
                    if (lower.equals(from)) {
                        throw new IllegalArgumentException(
                                "The role " + from + " stands above itself");
                    }
                    if (seen.add(lower)) {
                        left.add(lower);
                    }
                }
            }
            return seen;
        }

        /** What reaches more comes first, so that nothing comes before what is above it. */
        private List<String> order(Map<String, Set<String>> reached) {
            List<String> order = new ArrayList<>(own.keySet());
            order.sort((one, other) -> count(reached, other) - count(reached, one));
            if (order.isEmpty() || count(reached, order.getFirst()) < own.size()) {
                throw new IllegalArgumentException(
                        "One role stands above all others: the owner's. Given are "
                                + String.join(", ", own.keySet()));
            }
            return order;
        }

        private static int count(Map<String, Set<String>> reached, String name) {
            return reached.getOrDefault(name, Set.of()).size();
        }

        private Set<Permission> held(Collection<String> names) {
            Set<Permission> held = new HashSet<>();
            names.forEach(name -> held.addAll(own.getOrDefault(name, Set.of())));
            return held;
        }
    }
}
