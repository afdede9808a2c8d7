package dev.bailiwick.postgres;

import java.util.regex.Pattern;

/**
 * The names of the session settings that carry a scope.
 *
 * @param prefix before the dot of each; dimensions stand behind it under their own names
 * @param tenant after the dot, for the tenant
 * @param principal after the dot, for the principal
 */
public record Settings(String prefix, String tenant, String principal) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    public Settings {
        check(prefix);
        check(tenant);
        check(principal);
        if (tenant.equals(principal)) {
            throw new IllegalArgumentException("Tenant and principal need a setting each");
        }
    }

    /** {@code bailiwick.tenant} and {@code bailiwick.principal}. */
    public static Settings standard() {
        return prefixed("bailiwick");
    }

    /** {@code prefix.tenant} and {@code prefix.principal}. */
    public static Settings prefixed(String prefix) {
        return new Settings(prefix, "tenant", "principal");
    }

    /** In full: {@code bailiwick.tenant}. */
    public String named(String name) {
        return prefix + '.' + name;
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Setting name '%s': use lower-case letters, digits and underscores"
                            .formatted(name));
        }
    }
}
