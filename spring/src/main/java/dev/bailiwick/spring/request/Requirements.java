package dev.bailiwick.spring.request;

import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.RequiresRole;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The requirement of every endpoint, read once at start. A fault in any of them stops the start.
 */
final class Requirements implements SmartInitializingSingleton {

    private static final List<Class<? extends Annotation>> KINDS =
            List.of(RequiresPermission.class, RequiresRole.class, AnyMember.class, Anonymous.class);

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final ObjectProvider<RouterFunctionMapping> functions;
    private final LibraryEndpoints libraries;
    private final Set<String> known;
    private final Optional<RoleModel> model;
    private Map<Endpoint, Requirement> byEndpoint = Map.of();

    Requirements(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RouterFunctionMapping> functions,
            LibraryEndpoints libraries,
            KnownPermissions known,
            ObjectProvider<RoleModel> model) {
        this.mappings = mappings;
        this.functions = functions;
        this.libraries = libraries;
        this.known = known.names();
        this.model = model.stream().findFirst();
    }

    /**
     * @throws UndeclaredEndpointsException if any endpoint's declaration is missing or wrong
     */
    @Override
    public void afterSingletonsInstantiated() {
        Map<Endpoint, Requirement> read = new HashMap<>();
        Set<String> faults = new TreeSet<>();
        mappings.orderedStream()
                .forEach(
                        mapping ->
                                mapping.getHandlerMethods()
                                        .forEach(
                                                (info, handler) ->
                                                        read(info, handler, read, faults)));
        functions
                .orderedStream()
                .filter(mapping -> mapping.getRouterFunction() != null)
                .forEach(
                        mapping ->
                                faults.add(
                                        "Router functions cannot declare a permission: use"
                                                + " annotated controllers"));
        faults.addAll(libraries.faults(known));
        if (!faults.isEmpty()) {
            throw new UndeclaredEndpointsException(List.copyOf(faults));
        }
        libraries.log();
        byEndpoint = Map.copyOf(read);
    }

    /** Empty for handlers that were not there at start. */
    Optional<Requirement> of(HandlerMethod handler) {
        if (ErrorController.class.isAssignableFrom(handler.getBeanType())) {
            return Optional.of(new Requirement.Nothing());
        }
        return Optional.ofNullable(byEndpoint.get(Endpoint.of(handler)));
    }

    private void read(
            RequestMappingInfo info,
            HandlerMethod handler,
            Map<Endpoint, Requirement> read,
            Set<String> faults) {
        if (ErrorController.class.isAssignableFrom(handler.getBeanType())) {
            return;
        }
        String where = "%s (%s)".formatted(info, handler.getShortLogMessage());
        List<Annotation> declared = declared(handler.getMethod());
        if (declared.isEmpty()) {
            declared = declared(handler.getBeanType());
        }
        if (declared.isEmpty()) {
            libraries
                    .of(where, handler.getBeanType())
                    .ifPresentOrElse(
                            requirement -> read.put(Endpoint.of(handler), requirement),
                            () -> faults.add(where + ": declares no permission"));
            return;
        }
        if (declared.size() > 1) {
            faults.add(
                    where
                            + ": declares more than one of @RequiresPermission, @RequiresRole,"
                            + " @AnyMember, @Anonymous");
            return;
        }
        Requirement requirement = requirement(declared.getFirst(), where, faults);
        if (requirement != null) {
            read.put(Endpoint.of(handler), requirement);
        }
    }

    private @Nullable Requirement requirement(
            Annotation declared, String where, Set<String> faults) {
        if (declared instanceof RequiresPermission requires) {
            Set<String> names = new LinkedHashSet<>(List.of(requires.value()));
            if (names.isEmpty()) {
                faults.add(where + ": @RequiresPermission without a permission; say @AnyMember");
                return null;
            }
            names.stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> faults.add(where + ": " + unknown(name)));
            return new Requirement.Permissions(names);
        }
        if (declared instanceof RequiresRole requires) {
            return role(requires.value(), where, faults);
        }
        return declared instanceof AnyMember ? new Requirement.Member() : new Requirement.Nothing();
    }

    private @Nullable Requirement role(String name, String where, Set<String> faults) {
        if (model.isEmpty()) {
            faults.add(
                    where + ": @RequiresRole without a RoleModel bean, which says what roles are");
            return null;
        }
        RoleModel roles = model.get();
        Optional<Role> role = roles.find(name);
        if (role.isEmpty()) {
            faults.add("%s: unknown role %s; known are %s".formatted(where, name, roles.roles()));
            return null;
        }
        return new Requirement.Held(roles, role.get());
    }

    private String unknown(String name) {
        return known.isEmpty()
                ? "unknown permission %s: no KnownPermissions bean names any".formatted(name)
                : "unknown permission %s; known are %s".formatted(name, new TreeSet<>(known));
    }

    private static List<Annotation> declared(AnnotatedElement element) {
        List<Annotation> found = new ArrayList<>();
        for (Class<? extends Annotation> kind : KINDS) {
            Annotation annotation = AnnotatedElementUtils.findMergedAnnotation(element, kind);
            if (annotation != null) {
                found.add(annotation);
            }
        }
        return found;
    }

    /**
     * A method as one class of controllers has it: one that several inherit is the same in all of
     * them, and may be declared in each.
     */
    private record Endpoint(Class<?> type, Method method) {

        static Endpoint of(HandlerMethod handler) {
            return new Endpoint(handler.getBeanType(), handler.getMethod());
        }
    }
}
