package dev.bailiwick.spring.request;

import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;

import java.util.Set;

/** What an endpoint asks of its callers. */
sealed interface Requirement {

    /** All of these; not empty. */
    record Permissions(Set<String> names) implements Requirement {

        public Permissions {
            names = Set.copyOf(names);
        }
    }

    /** This role or one above it. */
    record Held(RoleModel model, Role role) implements Requirement {

        boolean isMet(Set<Role> roles) {
            return roles.stream().anyMatch(held -> model.includes(held, role));
        }
    }

    /** An authenticated principal. */
    record Member() implements Requirement {}

    /** Nothing. */
    record Nothing() implements Requirement {}
}
