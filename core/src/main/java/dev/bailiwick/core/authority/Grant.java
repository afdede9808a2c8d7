package dev.bailiwick.core.authority;

import java.util.Set;

/** Outcome of asking whether a principal may give something away, or take it from somebody. */
public sealed interface Grant {

    record Allowed() implements Grant {}

    /**
     * More than the principal holds.
     *
     * @param roles neither held nor below one that is
     * @param permissions not held
     */
    record AboveOwn(Set<Role> roles, Set<Permission> permissions) implements Grant {

        public AboveOwn {
            roles = Set.copyOf(roles);
            permissions = Set.copyOf(permissions);
        }
    }
}
