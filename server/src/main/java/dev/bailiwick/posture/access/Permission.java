package dev.bailiwick.posture.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a role may allow. The database and {@code @RequiresPermission} use the names. */
public enum Permission {
    MANAGE_USERS,
    MANAGE_ACCOUNT,
    MANAGE_BILLING,
    MANAGE_PROVIDERS,
    MANAGE_INTEGRATIONS,
    MANAGE_SCANS,
    MANAGE_INGESTIONS;

    /** Every one; what the role {@code admin} has. */
    public static final Set<Permission> ALL =
            Collections.unmodifiableSet(EnumSet.allOf(Permission.class));

    /** Empty for a name that is none, such as one that a newer version has written. */
    static Optional<Permission> named(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }

    /** The names of all, in order. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Permission::name).toList();
    }

    /** As roles of the API call it. */
    public String flag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
