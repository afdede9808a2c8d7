package dev.bailiwick.posture.access;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.CurrentAuthority;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

import java.util.Optional;

/** Asks anew who sends a request, and what they may do, while it is at work. */
@Component
public final class LongRequests {

    private final Authentication authentication;

    LongRequests(Authentication authentication) {
        this.authentication = authentication;
    }

    /**
     * Of a request whose caller has been let in.
     *
     * @param needed without which it may not go on
     */
    public LongRequest begin(HttpServletRequest request, Permission needed) {
        return new LongRequest(Scopes.requireTenant(), () -> renewed(request, needed));
    }

    private Optional<Scope> renewed(HttpServletRequest request, Permission needed) {
        Authentication.Outcome now = Attempt.aside(() -> authentication.authenticate(request));
        if (now instanceof Authentication.Outcome.Known(Caller caller)
                && caller.standing().open()
                && caller.may(needed)) {
            request.setAttribute(CurrentAuthority.OUTCOME, now);
            return Optional.of(caller.scope());
        }
        return Optional.empty();
    }
}
