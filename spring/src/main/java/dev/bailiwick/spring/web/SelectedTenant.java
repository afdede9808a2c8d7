package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.web.Principals.Identified;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts each request into the tenant that it names, if its principal is a member there now. */
final class SelectedTenant implements Authentication {

    private final Principals principals;
    private final Memberships memberships;
    private final TenantNames names;
    private final List<SourceReader> sources;
    private final TenantProperties.None none;

    /**
     * @param sources the declared one first, then those that must agree with it
     */
    SelectedTenant(
            Principals principals,
            Memberships memberships,
            TenantNames names,
            List<SourceReader> sources,
            TenantProperties.None none) {
        this.principals = principals;
        this.memberships = memberships;
        this.names = names;
        this.sources = List.copyOf(sources);
        this.none = none;
    }

    @Override
    public Outcome authenticate(HttpServletRequest request) {
        return switch (principals.identify(request)) {
            case Identified.Nobody() -> new Outcome.Nobody();
            case Identified.Refused(String reason) -> new Outcome.Refused(reason);
            case Identified.Known(PrincipalId principal, Map<String, String> claims) ->
                    inNamed(request, principal, claims);
        };
    }

    private Outcome inNamed(
            HttpServletRequest request, PrincipalId principal, Map<String, String> claims) {
        Optional<TenantId> declared = Optional.empty();
        for (SourceReader source : sources) {
            switch (source.read(request, principal, claims)) {
                case Reading.Nothing() -> {}
                case Reading.Malformed(String reason) -> {
                    return malformed(reason);
                }
                case Reading.Named(String name) -> {
                    Optional<TenantId> tenant;
                    try {
                        tenant = names.find(name);
                    } catch (IllegalArgumentException wrong) {
                        return malformed("This cannot be the name of a tenant.");
                    }
                    if (tenant.isEmpty()) {
                        return unknown();
                    }
                    if (source.equals(sources.getFirst())) {
                        declared = tenant;
                    } else if (!tenant.equals(declared)) {
                        return malformed("The request does not agree on its tenant.");
                    }
                }
            }
        }
        return declared.isPresent()
                ? inTenant(request, principal, declared.get())
                : withoutTenant(principal);
    }

    private Outcome inTenant(HttpServletRequest request, PrincipalId principal, TenantId tenant) {
        return switch (memberships.standing(principal, tenant)) {
            case Standing.Member(Authority authority) -> new Outcome.Known(authority);
            case Standing.Suspended(String reason) ->
                    forgotten(request)
                            ? withoutTenant(principal)
                            : new Outcome.Misdirected(HttpStatus.FORBIDDEN, reason);
            case Standing.Stranger() -> forgotten(request) ? withoutTenant(principal) : unknown();
        };
    }

    /**
     * What was chosen once is no claim of this request: where it came to nothing, the principal
     * stands where they stood before they chose.
     */
    private boolean forgotten(HttpServletRequest request) {
        boolean chosen = sources.getFirst().source() instanceof TenantSource.Session;
        if (chosen) {
            TenantSwitch.forget(request);
        }
        return chosen;
    }

    private Outcome withoutTenant(PrincipalId principal) {
        record Alone(Scope scope, Set<String> permissions) implements Authority {}
        return switch (none) {
            case IDENTITY -> new Outcome.Known(new Alone(new Scope.Identity(principal), Set.of()));
            case REFUSED -> new Outcome.Refused("The request names no tenant.");
        };
    }

    private static Outcome malformed(String reason) {
        return new Outcome.Misdirected(HttpStatus.BAD_REQUEST, reason);
    }

    /** The same, word for word, for a tenant that does not exist and for another's. */
    private static Outcome unknown() {
        return new Outcome.Misdirected(HttpStatus.NOT_FOUND, "There is no such tenant.");
    }
}
