package dev.bailiwick.posture.access.role;

import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Permission;
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
import java.util.UUID;

/** Lets those through to {@link RolesOf} who may change somebody's roles at all. */
@Component
class RolesOfArguments implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == RolesOf.class;
    }

    @Override
    public RolesOf resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Caller caller = Caller.current();
        String user = pathId(request);
        boolean own = user.equalsIgnoreCase(caller.user().value().toString());
        if (!caller.may(Permission.MANAGE_ACCOUNT) && !(own && caller.standing().owner())) {
            throw ApiException.forbidden("You do not have permission to perform this action.")
                    .by(Rule.permission(List.of(Permission.MANAGE_ACCOUNT.name())));
        }
        try {
            return new RolesOf(UUID.fromString(user));
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound();
        }
    }

    private static String pathId(NativeWebRequest request) {
        Object variables =
                request.getAttribute(
                        HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
                        RequestAttributes.SCOPE_REQUEST);
        if (variables instanceof Map<?, ?> all && all.get("id") instanceof String text) {
            return text;
        }
        throw new IllegalStateException("The path has no variable 'id'");
    }
}
