package dev.bailiwick.core.authority;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A named set of permissions. One is made by {@link RoleModel}; another of the same name that was
 * made otherwise stands above nothing.
 *
 * @param name 1 to 63 letters, digits, underscores and hyphens, a letter first
 * @param permissions its own and those of the roles below it
 */
public record Role(String name, Set<Permission> permissions) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    public Role {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "The name of a role has 1 to 63 letters, digits, underscores and hyphens, a"
                            + " letter first: "
                            + name);
        }
        permissions = Set.copyOf(permissions);
    }

    @Override
    public String toString() {
        return name;
    }
}
