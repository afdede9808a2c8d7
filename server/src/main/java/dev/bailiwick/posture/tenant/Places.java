package dev.bailiwick.posture.tenant;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Finds out what callers may do in the tenant of a path. */
@Component
class Places implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private final Standings standings;

    Places(Standings standings) {
        this.standings = standings;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(InTenant.class);
    }

    @Override
    public Place resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        InTenant wanted = Objects.requireNonNull(parameter.getParameterAnnotation(InTenant.class));
        Place place = find(pathId(request, wanted.value()));
        for (String permission : wanted.needs()) {
            if (!place.standing().permissions().contains(Permission.valueOf(permission))) {
                throw ApiException.forbidden(
                                "You do not have permission to perform this action in this tenant.")
                        .by(Rule.permission(List.of(permission)), place.scope());
            }
        }
        return place;
    }

    private Place find(TenantId tenant) {
        Caller caller = Caller.current();
        if (tenant.equals(caller.tenant())) {
            return new Place(caller.user(), tenant, caller.standing());
        }
        Standing standing =
                (caller.via() == Caller.Via.API_KEY
                                ? Optional.<Standing>empty()
                                : standings.read(caller.user(), tenant))
                        .orElseThrow(() -> stranger(caller, tenant));
        if (!standing.open()) {
            // as a token of that tenant is answered
            throw ApiException.forbidden("This tenant is not active.")
                    .by(Rule.SUSPENDED, Scope.Tenant.of(tenant).as(caller.user()));
        }
        return new Place(caller.user(), tenant, standing);
    }

    private static ApiException stranger(Caller caller, TenantId tenant) {
        return ApiException.notFound()
                .by(Rule.NOT_MEMBER, Scope.Tenant.of(tenant).as(caller.user()));
    }

    private static TenantId pathId(NativeWebRequest request, String name) {
        Object variables =
                request.getAttribute(
                        HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
                        RequestAttributes.SCOPE_REQUEST);
        if (variables instanceof Map<?, ?> all && all.get(name) instanceof String text) {
            try {
                return new TenantId(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                throw ApiException.notFound();
            }
        }
        throw new IllegalStateException("The path has no variable '" + name + "'");
    }
}
