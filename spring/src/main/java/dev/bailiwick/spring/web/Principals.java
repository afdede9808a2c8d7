package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;

import jakarta.servlet.http.HttpServletRequest;

import java.util.Map;

/**
 * Finds out who sends a request, and nothing of their tenants. Without a bean of it, it is whom the
 * servlet container knows ({@code getUserPrincipal}), whose name must be the principal's id: with
 * Spring Security, the authentication's name.
 */
@FunctionalInterface
public interface Principals {

    /** Asked once for each request. */
    Identified identify(HttpServletRequest request);

    /** What came of looking at a request's credentials. */
    sealed interface Identified {

        /**
         * The credentials are good.
         *
         * @param claims of the credentials, for a tenant that is named by one of them; may be empty
         */
        record Known(PrincipalId principal, Map<String, String> claims) implements Identified {

            public Known {
                claims = Map.copyOf(claims);
            }

            public Known(PrincipalId principal) {
                this(principal, Map.of());
            }
        }

        /** The request carries none. */
        record Nobody() implements Identified {}

        /**
         * The request carries some that are no good.
         *
         * @param reason for the caller
         */
        record Refused(String reason) implements Identified {}
    }
}
