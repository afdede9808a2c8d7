package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.NotOffered;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.request.OperationFacts;
import dev.bailiwick.posture.jsonapi.request.Operations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All operations of the API as they are mapped, read once at start. A mapping without an operation,
 * an operation without a mapping, and a declaration that no operation uses stop the start.
 */
@Component
public final class Routes implements SmartInitializingSingleton {

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final Registry registry;
    private final Operations operations;
    private List<Route> all = List.of();

    Routes(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            Registry registry,
            Operations operations) {
        this.mappings = mappings;
        this.registry = registry;
        this.operations = operations;
    }

    /** Sorted by path and method. */
    public List<Route> all() {
        return all;
    }

    /**
     * @throws IllegalStateException naming every fault
     */
    @Override
    public void afterSingletonsInstantiated() {
        List<Route> found = new ArrayList<>();
        Set<String> faults = new TreeSet<>();
        Set<Method> mapped = new HashSet<>();
        Set<Class<?>> controllers = new HashSet<>();
        mappings.orderedStream()
                .forEach(
                        mapping ->
                                mapping.getHandlerMethods()
                                        .forEach(
                                                (info, handler) -> {
                                                    controllers.add(handler.getBeanType());
                                                    mapped.add(handler.getMethod());
                                                    add(info, handler, found, faults);
                                                }));
        controllers.forEach(each -> requireMapped(each, mapped, faults));
        faults.addAll(
                registry.unused(
                        found.stream().flatMap(route -> route.facts().declared()).toList()));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "%d fault(s) in the declarations of the API:%n- %s"
                            .formatted(faults.size(), String.join("%n- ".formatted(), faults)));
        }
        found.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
        all = List.copyOf(found);
    }

    private void add(
            RequestMappingInfo info, HandlerMethod handler, List<Route> found, Set<String> faults) {
        if (handler.hasMethodAnnotation(NotOffered.class)) {
            return;
        }
        for (String path : info.getPatternValues()) {
            if (path.equals(Api.V1) || path.startsWith(Api.V1 + "/")) {
                try {
                    OperationFacts facts = operations.of(handler.getMethod());
                    facts.requireForm();
                    for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                        found.add(
                                new Route(
                                        method.name(),
                                        path,
                                        facts,
                                        texts(
                                                info.getProducesCondition()
                                                        .getProducibleMediaTypes()),
                                        texts(
                                                info.getConsumesCondition()
                                                        .getConsumableMediaTypes())));
                    }
                } catch (IllegalStateException fault) {
                    faults.add(String.valueOf(fault.getMessage()));
                }
            }
        }
    }

    private static List<String> texts(Set<MediaType> types) {
        return types.stream().map(MediaType::toString).toList();
    }

    private static void requireMapped(Class<?> controller, Set<Method> mapped, Set<String> faults) {
        for (Method method : controller.getDeclaredMethods()) {
            if (!mapped.contains(method)
                    && AnnotatedElementUtils.hasAnnotation(method, Operation.class)) {
                faults.add(method + " is an @Operation, but is not mapped");
            }
        }
    }
}
