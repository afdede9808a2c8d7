package dev.bailiwick.spring.web;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives endpoints what they ask for with {@link CurrentTenant}. */
final class CurrentTenantResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(CurrentTenant.class)
                && (parameter.getParameterType() == TenantId.class
                        || parameter.getParameterType() == Scope.Tenant.class);
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        if (Scopes.current().orElse(null) instanceof Scope.Tenant tenant) {
            return parameter.getParameterType() == TenantId.class ? tenant.tenant() : tenant;
        }
        ErrorResponseException none = new ErrorResponseException(HttpStatus.BAD_REQUEST);
        none.setDetail("The request names no tenant.");
        throw none;
    }
}
