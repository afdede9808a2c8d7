package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Extent;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a map says, with what is merged into it. */
final class Mapped {

    private final Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> own = new LinkedHashMap<>();

    /** Whether it stands there itself. */
    boolean says(String name) {
        return own.containsKey(name);
    }

    void put(String name, @Nullable Object value) {
        own.put(name, value);
    }

    /**
     * What was written before wins for some readers, and what is merged for others, as Kubernetes:
     * where they differ neither is known.
     */
    void merge(String name, @Nullable Object value) {
        Map<String, @Nullable Object> before = own.containsKey(name) ? own : merged;
        if (!before.containsKey(name)) {
            before.put(name, value);
        } else if (!isSameText(before.get(name), value)) {
            before.put(name, new Unresolved(name + ", which is merged and written"));
        }
    }

    private static boolean isSameText(@Nullable Object one, @Nullable Object other) {
        return Extent.depth(one) == 0 && Objects.equals(one, other);
    }

    Map<String, @Nullable Object> all() {
        merged.putAll(own);
        return merged;
    }
}
