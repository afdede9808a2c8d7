package dev.bailiwick.posture.access;

import dev.bailiwick.core.Dimension;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Set;
import java.util.UUID;

/** Which providers of its tenant a principal sees, and with them their scans and findings. */
public sealed interface Visibility {

    /** The part of a scope that the policies of all tables with a provider compare with. */
    Dimension<Visibility> PROVIDERS = Dimension.numbered("providers", Visibility::numbers);

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

    private static @Nullable BitSet numbers(Visibility visibility) {
        return switch (visibility) {
            case All() -> null;
            case Only(Set<UUID> providers) ->
                    providers.stream()
                            .mapToInt(Visibility::numberOf)
                            .collect(BitSet::new, BitSet::set, BitSet::or);
        };
    }

    /** As {@code bailiwick.number_of} has it: the last 16 bits, which no two of a tenant share. */
    private static int numberOf(UUID provider) {
        return (int) (provider.getLeastSignificantBits() & 0xFFFF);
    }
}
