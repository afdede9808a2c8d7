package dev.bailiwick.posture.jsonapi;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every declaration of the application, by key. Checked as a whole when it is made. */
@Component
public final class Registry {

    private final Map<String, ResourceType> types;
    private final Map<String, Listing> listings;
    private final Map<String, RequestType> requests;

    Registry(ObjectProvider<Declarations> features) {
        Map<String, ResourceType> newTypes = new LinkedHashMap<>();
        Map<String, Listing> newListings = new LinkedHashMap<>();
        Map<String, RequestType> newRequests = new LinkedHashMap<>();
        features.orderedStream()
                .flatMap(feature -> feature.all().stream())
                .forEach(
                        declared -> {
                            switch (declared) {
                                case ResourceType type -> add(newTypes, type);
                                case Listing listing -> add(newListings, listing);
                                case RequestType request -> add(newRequests, request);
                            }
                        });
        this.types = Collections.unmodifiableMap(newTypes);
        this.listings = Collections.unmodifiableMap(newListings);
        this.requests = Collections.unmodifiableMap(newRequests);
        types.values().forEach(this::requireIncludesToExist);
    }

    private static <D extends Declared> void add(Map<String, D> all, D declared) {
        if (all.putIfAbsent(declared.key(), declared) != null) {
            throw new IllegalStateException(
                    "Two "
                            + declared.getClass().getSimpleName()
                            + " declarations have the key '"
                            + declared.key()
                            + "'");
        }
    }

    private void requireIncludesToExist(ResourceType type) {
        for (String path : type.includes()) {
            ResourceType at = type;
            for (String step : path.split("\\.", -1)) {
                at = target(at, step, path);
            }
        }
    }

    private ResourceType target(ResourceType type, String step, String path) {
        Relationship relationship = type.relationships().get(step);
        if (relationship == null) {
            throw new IllegalStateException(
                    "Include '"
                            + path
                            + "': type '"
                            + type
                            + "' has no relationship '"
                            + step
                            + "'");
        }
        ResourceType target = type(relationship.type());
        target.requireOrigin();
        return target;
    }

    public Collection<ResourceType> types() {
        return types.values();
    }

    /**
     * @throws IllegalStateException if no feature declares it
     */
    public ResourceType type(String key) {
        return found(types.get(key), "ResourceType", key, types.keySet());
    }

    /**
     * @throws IllegalStateException if no feature declares it
     */
    public Listing listing(String key) {
        return found(listings.get(key), "Listing", key, listings.keySet());
    }

    /**
     * @throws IllegalStateException if no feature declares it
     */
    public RequestType request(String key) {
        return found(requests.get(key), "RequestType", key, requests.keySet());
    }

    /** What is declared, but neither among {@code used} nor related to a type, in sentences. */
    public Set<String> unused(Collection<Declared> used) {
        Set<Declared> needed = new HashSet<>(used);
        types.values().stream()
                .flatMap(type -> type.relationships().values().stream())
                .map(relationship -> types.get(relationship.type()))
                .filter(Objects::nonNull)
                .forEach(needed::add);
        return Stream.of(types, listings, requests)
                .flatMap(all -> all.values().stream())
                .filter(declared -> !needed.contains(declared))
                .map(
                        declared ->
                                "%s '%s' is declared, but no operation uses it"
                                        .formatted(
                                                declared.getClass().getSimpleName(),
                                                declared.key()))
                .collect(Collectors.toSet());
    }

    private static <T> T found(@Nullable T declared, String what, String key, Set<String> known) {
        if (declared == null) {
            throw new IllegalStateException(
                    "No feature declares the " + what + " '" + key + "'; there are " + known);
        }
        return declared;
    }
}
