package dev.bailiwick.posture.access;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which providers of its tenant a principal sees, and with them their scans and findings; and which
 * of the groups that providers are told apart by.
 */
public sealed interface Visibility {

    /** The part of a scope that the policies of all tables with a provider compare with. */
    Dimension<Visibility> PROVIDERS = Dimension.numbered("providers", Visibility::numbers);

    /** The part of a scope that the policies of groups, and of what is linked to them, compare. */
    Dimension<Visibility> GROUPS = Dimension.of("groups", Visibility::groups);

    /** Every provider and every group, also those to come. */
    record All() implements Visibility {}

    /**
     * These; none when empty.
     *
     * @param groups those that the principal's roles name
     */
    record Only(Set<UUID> providers, Set<UUID> groups) implements Visibility {

        public Only {
            providers = Set.copyOf(providers);
            groups = Set.copyOf(groups);
        }

        /** By no group. */
        public Only(Set<UUID> providers) {
            this(providers, Set.of());
        }
    }

    /** The scope, narrowed to this. */
    default Scope.Tenant within(Scope.Tenant scope) {
        return scope.with(PROVIDERS, this).with(GROUPS, this);
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
            case Only(Set<UUID> providers, _) ->
                    providers.stream()
                            .mapToInt(Visibility::numberOf)
                            .collect(BitSet::new, BitSet::set, BitSet::or);
        };
    }

    private static String groups(Visibility visibility) {
        return switch (visibility) {
            case All() -> Dimension.ALL;
            case Only(_, Set<UUID> groups) ->
                    groups.stream().map(UUID::toString).sorted().collect(Collectors.joining(","));
        };
    }

    /** As {@code bailiwick.number_of} has it: the last 16 bits, which no two of a tenant share. */
    private static int numberOf(UUID provider) {
        return (int) (provider.getLeastSignificantBits() & 0xFFFF);
    }
}
