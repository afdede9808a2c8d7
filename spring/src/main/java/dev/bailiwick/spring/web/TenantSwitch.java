package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.member.Memberships;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a principal choose a tenant for the session ({@code bailiwick.tenant.source=session}). Works
 * in a POST that comes from a page of the application itself and in nothing else; what is chosen
 * holds from the next request on, and each of them checks the membership again.
 */
public final class TenantSwitch {

    private static final String SELECTED = TenantSwitch.class.getName() + ".selected";

    /** Says where a request comes from; sent by every browser of the last years. */
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private final Memberships memberships;

    TenantSwitch(Memberships memberships) {
        this.memberships = memberships;
    }

    /**
     * Chooses {@code tenant}, for the principal in scope.
     *
     * @throws ErrorResponseException 405 in anything but a POST; 403 in one of another site, or if
     *     the member is suspended; 404 if the principal is no member
     */
    public void select(HttpServletRequest request, TenantId tenant) {
        checkOrigin(request);
        PrincipalId principal = principal();
        switch (memberships.standing(principal, tenant)) {
            case Standing.Member _ -> {}
            case Standing.Suspended(String reason) -> throw refused(HttpStatus.FORBIDDEN, reason);
            case Standing.Stranger() ->
                    throw refused(HttpStatus.NOT_FOUND, "There is no such tenant.");
        }
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        request.getSession(true)
                .setAttribute(SELECTED, new Selection(tenant.text(), principal.text()));
    }

    /**
     * Chooses none.
     *
     * @throws ErrorResponseException as {@link #select}, but for the membership
     */
    public void clear(HttpServletRequest request) {
        checkOrigin(request);
        forget(request);
    }

    /** What {@code principal} chose; what somebody else chose in this session does not count. */
    static Optional<TenantId> selected(HttpServletRequest request, PrincipalId principal) {
        HttpSession session = request.getSession(false);
        return session != null
                        && session.getAttribute(SELECTED)
                                instanceof Selection(String tenant, String chooser)
                        && chooser.equals(principal.text())
                ? Optional.of(new TenantId(tenant))
                : Optional.empty();
    }

    static void forget(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(SELECTED);
        }
    }

    /**
     * A page elsewhere can let a browser send a POST with the session's cookie. The browser says
     * so; what says nothing at all is no browser, and has no cookie to be abused.
     */
    private static void checkOrigin(HttpServletRequest request) {
        if (!HttpMethod.POST.matches(request.getMethod())) {
            throw refused(HttpStatus.METHOD_NOT_ALLOWED, "A tenant is chosen by POST.");
        }
        String site = request.getHeader(FETCH_SITE);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean own =
                site == null
                        ? origin == null || isOwn(origin, request)
                        : Set.of("same-origin", "none").contains(site);
        if (!own) {
            throw refused(HttpStatus.FORBIDDEN, "A tenant is chosen on a page of its own.");
        }
    }

    private static boolean isOwn(String origin, HttpServletRequest request) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equals(request.getHeader(HttpHeaders.HOST));
        } catch (IllegalArgumentException opaque) {
            return false;
        }
    }

    private static PrincipalId principal() {
        return Scopes.currentPrincipal()
                .orElseThrow(() -> refused(HttpStatus.UNAUTHORIZED, "Nobody is there to choose."));
    }

    private static ErrorResponseException refused(HttpStatus status, String reason) {
        ErrorResponseException refused = new ErrorResponseException(status);
        refused.setDetail(reason);
        return refused;
    }

    /** With the one who chose, since a session may outlive a change of principal. */
    private record Selection(String tenant, String chooser) implements Serializable {}
}
