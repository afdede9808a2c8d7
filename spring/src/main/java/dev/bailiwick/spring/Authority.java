package dev.bailiwick.spring;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.authority.Role;

import java.util.Set;

/**
 * What the authenticated principal of one request may do. The application implements it and may add
 * what else it knows of its callers; endpoints take it as a parameter of that type.
 */
public interface Authority {

    /** The scope that the whole request runs in. */
    Scope scope();

    /** Names of the permissions the principal holds; may be empty. */
    Set<String> permissions();

    /**
     * Whether the tenant is open to its members. In one that is not, only the permissions that are
     * held there count: what {@link AnyMember} opens is closed too.
     */
    default boolean open() {
        return true;
    }

    /** The roles the principal holds, as {@link RequiresRole} asks for; none unless it is said. */
    default Set<Role> roles() {
        return Set.of();
    }
}
