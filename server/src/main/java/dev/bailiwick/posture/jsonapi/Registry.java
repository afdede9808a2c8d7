package dev.bailiwick.posture.jsonapi;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every declaration of the application, by key. Checked as a whole when it is made. */
@Component
final class Registry {

    private final Map<String, ResourceType> types;
    private final Map<String, Listing> listings;
    private final Map<String, RequestType> requests;
    private final Map<Method, OperationFacts> operations = new ConcurrentHashMap<>();

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

    Collection<ResourceType> types() {
        return types.values();
    }

    /**
     * @throws IllegalStateException if no feature declares it
     */
    ResourceType type(String key) {
        return found(types.get(key), "ResourceType", key, types.keySet());
    }

    @Nullable ResourceType typeOrNull(String key) {
        return types.get(key);
    }

    /** What no operation uses, in sentences. */
    Set<String> unused(Collection<OperationFacts> used) {
        Set<Declared> needed = new HashSet<>();
        for (OperationFacts each : used) {
            Stream.of(each.answers(), each.listing(), each.takes())
                    .filter(Objects::nonNull)
                    .forEach(needed::add);
        }
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

    /**
     * @throws IllegalStateException if the method is no operation, or names what nobody declares
     */
    OperationFacts operation(Method method) {
        return operations.computeIfAbsent(method, this::resolve);
    }

    private OperationFacts resolve(Method method) {
        Operation operation = AnnotatedElementUtils.findMergedAnnotation(method, Operation.class);
        if (operation == null) {
            throw new IllegalStateException(method + " is mapped, but has no @Operation");
        }
        ResourceType answers = operation.answers().isEmpty() ? null : type(operation.answers());
        RequestType takes =
                operation.takes().isEmpty()
                        ? null
                        : found(
                                requests.get(operation.takes()),
                                "RequestType",
                                operation.takes(),
                                requests.keySet());
        return new OperationFacts(
                operation, method, answers, listing(operation, method), takes, extra(method));
    }

    private @Nullable Listing listing(Operation operation, Method method) {
        boolean lists = false;
        for (Parameter parameter : method.getParameters()) {
            lists |= parameter.getType() == ListQuery.class;
        }
        if (!lists) {
            return null;
        }
        String key = operation.listing().isEmpty() ? operation.answers() : operation.listing();
        return found(listings.get(key), "Listing", key, listings.keySet());
    }

    private static Set<String> extra(Method method) {
        Set<String> names = new LinkedHashSet<>();
        for (Parameter parameter : method.getParameters()) {
            RequestParam declared = parameter.getAnnotation(RequestParam.class);
            if (declared != null) {
                names.add(declared.value().isEmpty() ? parameter.getName() : declared.value());
            }
        }
        return Collections.unmodifiableSet(names);
    }

    private static <T> T found(@Nullable T declared, String what, String key, Set<String> known) {
        if (declared == null) {
            throw new IllegalStateException(
                    "No feature declares the " + what + " '" + key + "'; there are " + known);
        }
        return declared;
    }
}
