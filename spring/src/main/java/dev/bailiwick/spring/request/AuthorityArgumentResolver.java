package dev.bailiwick.spring.request;

import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.NotAuthenticatedException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import java.util.Optional;

/** Gives endpoints the {@link Authority} of their request, as the application's own type of it. */
final class AuthorityArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return Authority.class.isAssignableFrom(parameter.getParameterType());
    }

    /**
     * @throws NotAuthenticatedException if there is none, as at an anonymous endpoint
     */
    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        Optional<Authority> authority = http == null ? Optional.empty() : CurrentAuthority.of(http);
        if (authority.isPresent() && parameter.getParameterType().isInstance(authority.get())) {
            return authority.get();
        }
        throw new NotAuthenticatedException("Authentication credentials were not provided.");
    }
}
