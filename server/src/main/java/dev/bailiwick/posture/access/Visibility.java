package dev.bailiwick.posture.access;

import dev.bailiwick.core.Dimension;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which providers of its tenant a principal sees, and with them their scans and findings. */
public sealed interface Visibility {

    /** The part of a scope that the policies of all tables with a provider compare with. */
    Dimension<Visibility> PROVIDERS = Dimension.of("providers", Visibility::text);

    /** Every provider, also those to come. */
    record All() implements Visibility {}

    /** These; none when empty. */
    record Only(Set<UUID> providers) implements Visibility {

        public Only {
            providers = Set.copyOf(providers);
        }
    }

    static Visibility all() {
        return new All();
    }

    /** Work that has nothing to do with providers. */
    static Visibility none() {
        return new Only(Set.of());
    }

    private static String text(Visibility visibility) {
        return switch (visibility) {
            case All() -> "all";
            case Only(Set<UUID> providers) ->
                    providers.stream()
                            .map(UUID::toString)
                            .sorted()
                            .collect(Collectors.joining(","));
        };
    }
}
