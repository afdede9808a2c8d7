package dev.bailiwick.spring;

import dev.bailiwick.spring.Authentication.Outcome;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import java.util.Optional;

/** The authority of the request that this thread works for. */
public final class CurrentAuthority {

    /** The attribute of a request under which what authentication said of it is kept. */
    public static final String OUTCOME = CurrentAuthority.class.getName() + ".outcome";

    private CurrentAuthority() {}

    /** Empty outside a request, and in one whose caller is not authenticated. */
    public static Optional<Authority> find() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes own
                ? of(own.getRequest())
                : Optional.empty();
    }

    /** Empty where the caller of {@code request} is not authenticated. */
    public static Optional<Authority> of(HttpServletRequest request) {
        return outcome(request) instanceof Outcome.Known(Authority authority)
                ? Optional.of(authority)
                : Optional.empty();
    }

    /** What authentication said of {@code request}; nobody where it was not asked. */
    public static Outcome outcome(HttpServletRequest request) {
        return request.getAttribute(OUTCOME) instanceof Outcome outcome
                ? outcome
                : new Outcome.Nobody();
    }
}
