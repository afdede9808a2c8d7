package dev.bailiwick.spring.cache;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where in a cache the entries of a scope are.
 *
 * @param owner whose they are: what is cleared together
 * @param view which part of the owner's rows was seen
 */
record Place(String owner, String view) {

    /** Empty for a scope whose answers are nobody's in particular. */
    static Optional<Place> of(@Nullable Scope scope) {
        return switch (scope) {
            case Scope.Tenant tenant ->
                    Optional.of(
                            new Place(
                                    "tenant " + tenant.tenant(),
                                    (tenant.principal() == null
                                                    ? "nobody"
                                                    : "as " + tenant.principal())
                                            + " "
                                            + tenant.epoch()
                                            + " "
                                            + text(tenant.narrowing())));
            case Scope.Identity identity ->
                    Optional.of(new Place("principal " + identity.principal(), ""));
            case Scope.Global _ -> Optional.of(new Place("global", ""));
            case null, default -> Optional.empty();
        };
    }

    /** Whose entries work in this scope may have made wrong; empty if that is not known. */
    static Optional<String> ownerOf(Scope scope) {
        return scope instanceof Scope.Tenants several
                ? Optional.ofNullable(several.named()).map(tenant -> "tenant " + tenant)
                : of(scope).map(Place::owner);
    }

    /** Two narrowings with the same text are the same: each part is as long as it says. */
    private static String text(Map<Dimension<?>, String> narrowing) {
        return narrowing.entrySet().stream()
                .map(
                        part ->
                                part.getKey().name()
                                        + "="
                                        + part.getValue().length()
                                        + ":"
                                        + part.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
