package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads the declarations of one class's methods, its superclasses' and interfaces' included. */
final class Reader {

    private static final List<Class<? extends Annotation>> KINDS =
            List.of(
                    InGlobalScope.class,
                    InMaintenance.class,
                    InEachTenant.class,
                    RequiresScope.class,
                    NoScope.class);

    private static final String ALL =
            "an @InTenant parameter, @InEachTenant, @InGlobalScope, @InMaintenance, @RequiresScope"
                    + " and @NoScope";

    private final List<String> faults = new ArrayList<>();

    /** What is wrong with what was read so far, in the order of reading. */
    List<String> faults() {
        return faults;
    }

    /** What {@code method} itself declares; null if nothing, or nothing that makes sense. */
    @Nullable Declaration declared(Method method, String where) {
        List<Declaration> declared = new ArrayList<>(onElement(method, where));
        for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
            if (parameter.hasParameterAnnotation(InTenant.class)) {
                if (!namesATenant(parameter.getParameterType())) {
                    faults.add(
                            "%s: @InTenant on a parameter of type %s, which names no tenant; TenantId, Scope.Tenant and what implements CarriesScope do"
                                    .formatted(
                                            where, parameter.getParameterType().getSimpleName()));
                }
                declared.add(new Declaration.EntersNamed(parameter.getParameterIndex()));
            }
        }
        if (declared.stream().anyMatch(Declaration.EntersEach.class::isInstance)
                && method.getReturnType() != void.class) {
            faults.add(where + ": @InEachTenant on a method that returns something");
        }
        return one(declared, where);
    }

    /** What {@code type} declares for its methods. */
    @Nullable Declaration declared(Class<?> type) {
        return one(onElement(type, type.getName()), type.getName());
    }

    private @Nullable Declaration one(List<Declaration> declared, String where) {
        if (declared.size() > 1) {
            faults.add("%s: declares more than one of %s".formatted(where, ALL));
        }
        return declared.isEmpty() ? null : declared.getFirst();
    }

    private List<Declaration> onElement(AnnotatedElement element, String where) {
        return KINDS.stream()
                .map(kind -> AnnotatedElementUtils.findMergedAnnotation(element, kind))
                .filter(Objects::nonNull)
                .map(annotation -> read(annotation, where))
                .toList();
    }

    private Declaration read(Annotation annotation, String where) {
        return switch (annotation) {
            case InGlobalScope _ -> new Declaration.Enters(new Scope.Global());
            case InEachTenant _ -> new Declaration.EntersEach();
            case InMaintenance maintenance -> maintenance(maintenance, where);
            case RequiresScope requires -> requires(requires, where);
            default -> new Declaration.NeedsNone();
        };
    }

    private Declaration maintenance(InMaintenance declared, String where) {
        try {
            return new Declaration.Enters(
                    new Scope.Maintenance(
                            declared.reason(), DurationStyle.detectAndParse(declared.limit())));
        } catch (IllegalArgumentException wrong) {
            faults.add("%s: @InMaintenance: %s".formatted(where, wrong.getMessage()));
            return new Declaration.Enters(new Scope.Maintenance("?", Duration.ofMillis(1)));
        }
    }

    private Declaration requires(RequiresScope declared, String where) {
        if (declared.value().length == 0) {
            faults.add(where + ": @RequiresScope of no kind");
        }
        return new Declaration.Requires(Set.of(declared.value()));
    }

    private static boolean namesATenant(Class<?> type) {
        return type == TenantId.class
                || type == Scope.Tenant.class
                || CarriesScope.class.isAssignableFrom(type);
    }
}
