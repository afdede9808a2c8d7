package dev.bailiwick.spring.member;

import dev.bailiwick.core.Scope;

/** Work was to go on for a principal who is no active member of its tenant any longer. */
public final class MembershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MembershipLostException(Scope earlier) {
        super("No longer: " + earlier.described() + ". The work was not done.");
    }
}
