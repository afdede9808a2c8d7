package dev.bailiwick.core.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** All permissions of an application: a closed set, in which each name stands for one. */
public final class Permissions {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");

    private final Map<String, Permission> byName;

    private Permissions(Map<String, Permission> byName) {
        this.byName = byName;
    }

    /** The constants of an enum. */
    public static <E extends Enum<E> & Permission> Permissions of(Class<E> names) {
        return made(Arrays.asList(names.getEnumConstants()));
    }

    /**
     * @throws IllegalArgumentException if there is none, one is given twice, or a name is none
     */
    public static Permissions of(Collection<String> names) {
        List<Permission> all = new ArrayList<>();
        names.forEach(name -> all.add(new Named(name)));
        return made(all);
    }

    private static Permissions made(List<? extends Permission> all) {
        Map<String, Permission> byName = new TreeMap<>();
        for (Permission permission : all) {
            String name = permission.name();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "The name of a permission has 1 to 63 capital letters, digits and"
                                + " underscores, a letter first: "
                                + name);
            }
            if (byName.put(name, permission) != null) {
                throw new IllegalArgumentException("The permission " + name + " is given twice");
            }
        }
        if (byName.isEmpty()) {
            throw new IllegalArgumentException("An application has at least one permission");
        }
        return new Permissions(byName);
    }

    /**
     * The permission of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public Permission require(String name) {
        return find(name).orElseThrow(() -> unknown(Set.of(name)));
    }

    /** For names that are read from somewhere, where one may be of another release. */
    public Optional<Permission> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, sorted by name. */
    public Set<Permission> all() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(byName.values()));
    }

    /**
     * @throws IllegalArgumentException unless each of {@code some} is one of these
     */
    void check(Collection<? extends Permission> some) {
        Set<String> strangers = new LinkedHashSet<>();
        for (Permission permission : some) {
            if (!permission.equals(byName.get(permission.name()))) {
                strangers.add(permission.name());
            }
        }
        if (!strangers.isEmpty()) {
            throw unknown(strangers);
        }
    }

    private IllegalArgumentException unknown(Set<String> names) {
        return new IllegalArgumentException(
                "Unknown permission %s; known are %s"
                        .formatted(String.join(", ", names), String.join(", ", byName.keySet())));
    }

    private record Named(String name) implements Permission {}
}
