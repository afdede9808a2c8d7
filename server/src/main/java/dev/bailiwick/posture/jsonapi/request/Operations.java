package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.Registry;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The methods of controllers that are operations, each with the declarations it names. */
@Component
public final class Operations {

    private final Registry registry;
    private final Map<Method, OperationFacts> known = new ConcurrentHashMap<>();

    Operations(Registry registry) {
        this.registry = registry;
    }

    /**
     * @throws IllegalStateException if the method is no operation, or names what nobody declares
     */
    public OperationFacts of(Method method) {
        return known.computeIfAbsent(method, this::resolve);
    }

    private OperationFacts resolve(Method method) {
        Operation operation = AnnotatedElementUtils.findMergedAnnotation(method, Operation.class);
        if (operation == null) {
            throw new IllegalStateException(method + " is mapped, but has no @Operation");
        }
        return new OperationFacts(
                operation,
                method,
                operation.answers().isEmpty() ? null : registry.type(operation.answers()),
                listing(operation, method),
                operation.takes().isEmpty() ? null : registry.request(operation.takes()),
                extra(method));
    }

    private @Nullable Listing listing(Operation operation, Method method) {
        boolean lists = false;
        for (Parameter parameter : method.getParameters()) {
            lists |= parameter.getType() == ListQuery.class;
        }
        if (!lists) {
            return null;
        }
        return registry.listing(
                operation.listing().isEmpty() ? operation.answers() : operation.listing());
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
}
