package dev.bailiwick.posture.finding;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What occurs among findings. Immutable. */
record Places(Set<String> services, Set<String> regions, Set<String> types, Set<UUID> checks) {

    Places {
        services = Set.copyOf(services);
        regions = Set.copyOf(regions);
        types = Set.copyOf(types);
        checks = Set.copyOf(checks);
    }

    Places plus(Places other) {
        Builder result = new Builder();
        result.add(this);
        result.add(other);
        return result.build();
    }

    /**
     * Collects what occurs; null occurs nowhere, and what has no name is no place. For one thread.
     */
    static final class Builder {

        private final Set<String> services = new TreeSet<>();
        private final Set<String> regions = new TreeSet<>();
        private final Set<String> types = new TreeSet<>();
        private final Set<UUID> checks = new TreeSet<>();

        void add(
                @Nullable String service,
                @Nullable String region,
                @Nullable String type,
                @Nullable UUID check) {
            add(services, service);
            add(regions, region);
            add(types, type);
            add(checks, check);
        }

        private static <T> void add(Set<T> to, @Nullable T value) {
            if (value != null && !value.equals("")) {
                to.add(value);
            }
        }

        private void add(Places places) {
            services.addAll(places.services);
            regions.addAll(places.regions);
            types.addAll(places.types);
            checks.addAll(places.checks);
        }

        Places build() {
            return new Places(services, regions, types, checks);
        }
    }
}
