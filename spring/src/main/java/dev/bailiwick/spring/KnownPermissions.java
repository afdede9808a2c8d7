package dev.bailiwick.spring;

import java.util.Set;

/** The names that {@link RequiresPermission} may use. The application gives one bean of it. */
@FunctionalInterface
public interface KnownPermissions {

    Set<String> names();
}
