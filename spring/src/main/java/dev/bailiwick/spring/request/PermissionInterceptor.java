package dev.bailiwick.spring.request;

import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.spring.Authentication.Outcome;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.NotAuthenticatedException;
import dev.bailiwick.spring.PermissionMissingException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.ParameterizableViewController;
import org.springframework.web.servlet.resource.DefaultServletHttpRequestHandler;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

import java.util.Set;
import java.util.TreeSet;

/**
 * Holds each request against what its endpoint requires. A handler that it does not know is
 * refused.
 */
final class PermissionInterceptor implements HandlerInterceptor {

    private static final Rule NOT_AUTHENTICATED = new Rule("not-authenticated");

    private final Requirements requirements;
    private final RefusalAudit refusals;

    PermissionInterceptor(Requirements requirements, RefusalAudit refusals) {
        this.requirements = requirements;
        this.refusals = refusals;
    }

    /**
     * @throws NotAuthenticatedException if the endpoint asks for a principal and there is none
     * @throws PermissionMissingException if the principal lacks one of the permissions, or the
     *     role, or the tenant is not open and no permission is asked for
     */
    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        hold(request, handler);
        return true;
    }

    /** As {@link #preHandle}, for a request that is handled anew. */
    void hold(HttpServletRequest request, Object handler) {
        switch (requirementFor(request, handler)) {
            case Requirement.Nothing() -> {}
            case Requirement.Member() -> checkOpen(authority(request));
            case Requirement.Permissions(Set<String> names) -> check(authority(request), names);
            case Requirement.Held held -> check(authority(request), held);
        }
    }

    private Requirement requirementFor(HttpServletRequest request, Object handler) {
        if (CorsUtils.isPreFlightRequest(request) || isStatic(handler)) {
            return new Requirement.Nothing();
        }
        if (handler instanceof HandlerMethod method) {
            return requirements
                    .of(method)
                    .orElseGet(
                            () -> {
                                if (HttpMethod.OPTIONS.matches(request.getMethod())) {
                                    // Spring's own answer, the list of methods
                                    return new Requirement.Nothing();
                                }
                                throw unknown(handler);
                            });
        }
        throw unknown(handler);
    }

    private static boolean isStatic(Object handler) {
        return handler instanceof ResourceHttpRequestHandler
                || handler instanceof DefaultServletHttpRequestHandler
                || handler instanceof ParameterizableViewController;
    }

    private Authority authority(HttpServletRequest request) {
        return switch (CurrentAuthority.outcome(request)) {
            case Outcome.Known(Authority authority) -> authority;
            case Outcome.Nobody() -> throw nobody("Authentication credentials were not provided.");
            case Outcome.Refused(String reason) -> throw nobody(reason);
            case Outcome.Barred(String reason) -> throw new PermissionMissingException(reason);
            case Outcome.Misdirected(HttpStatus status, String reason) -> {
                ErrorResponseException misdirected = new ErrorResponseException(status);
                misdirected.setDetail(reason);
                throw misdirected;
            }
        };
    }

    private void checkOpen(Authority authority) {
        if (!authority.open()) {
            refusals.refused(authority.scope(), Rule.SUSPENDED);
            throw new PermissionMissingException(
                    "You do not have permission to perform this action: the tenant is not open.");
        }
    }

    private NotAuthenticatedException nobody(String reason) {
        refusals.refused(null, NOT_AUTHENTICATED);
        return new NotAuthenticatedException(reason);
    }

    private void check(Authority authority, Set<String> names) {
        if (!authority.permissions().containsAll(names)) {
            Set<String> missing = new TreeSet<>(names);
            missing.removeAll(authority.permissions());
            refusals.refused(authority.scope(), Rule.permission(missing));
            throw new PermissionMissingException(
                    "You do not have permission to perform this action: it needs "
                            + String.join(", ", missing)
                            + ".");
        }
    }

    private void check(Authority authority, Requirement.Held held) {
        if (!held.isMet(authority.roles())) {
            refusals.refused(authority.scope(), Rule.role(held.role().name()));
            throw new PermissionMissingException(
                    "You do not have permission to perform this action: it needs the role %s."
                            .formatted(held.role()));
        }
    }

    private static IllegalStateException unknown(Object handler) {
        return new IllegalStateException(
                "Handler %s declared no permission at start and is refused".formatted(handler));
    }
}
