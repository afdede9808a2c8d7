package dev.bailiwick.spring;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;

/**
 * Finds out who sends a request. The application gives one bean of it; without one, nobody is ever
 * authenticated.
 */
@FunctionalInterface
public interface Authentication {

    /**
     * Asked once for each request, before its scope is entered; never for its async or error
     * dispatches.
     */
    Outcome authenticate(HttpServletRequest request);

    /** What came of looking at a request's credentials. */
    sealed interface Outcome {

        /** The credentials are good. */
        record Known(Authority authority) implements Outcome {}

        /** The request carries none. */
        record Nobody() implements Outcome {}

        /**
         * The request carries some that are no good.
         *
         * @param reason for the caller; tells nothing of what would have been right
         */
        record Refused(String reason) implements Outcome {}

        /**
         * The credentials are good, and yet the principal may do nothing, here and now.
         *
         * @param reason for the caller
         */
        record Barred(String reason) implements Outcome {}

        /**
         * The credentials are good, and the request is for a tenant that it names wrongly, or that
         * the principal may not work in.
         *
         * @param status 400, 403 or 404
         * @param reason for the caller
         */
        record Misdirected(HttpStatus status, String reason) implements Outcome {}
    }
}
