package dev.bailiwick.posture.tenant.invitation;

import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import java.util.Locale;

/** What the functions of invitations answer. */
enum InvitationOutcome {
    DONE,
    ABSENT,
    FORBIDDEN,
    /** Roles of more than the principal holds. */
    ABOVE,
    /** The address is a member's. */
    MEMBER,
    /** The address is invited already. */
    PENDING,
    /** No longer pending. */
    CLOSED,
    /** Its time has passed. */
    EXPIRED,
    /** Somebody else is invited. */
    OTHER_ADDRESS,
    /** To end in less than a day. */
    SOON,
    /** To end in more than a year. */
    LATE,
    ROLES;

    static InvitationOutcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /**
     * @throws ApiException unless it is done
     */
    void require() {
        switch (this) {
            case DONE -> {}
            // nobody learns of an invitation that is not theirs
            case ABSENT, OTHER_ADDRESS -> throw ApiException.notFound();
            case FORBIDDEN ->
                    throw ApiException.forbidden(
                            "You do not have permission to perform this action.");
            case ABOVE ->
                    throw ApiException.forbidden(
                                    "This needs permissions or visibility that you do not have"
                                            + " yourself.")
                            .by(Rule.RANK);
            case MEMBER -> throw email("A member has this email address already.");
            case PENDING -> throw email("There is a pending invitation for this email address.");
            case CLOSED -> throw ApiException.invalid("This invitation is no longer pending.");
            case EXPIRED ->
                    throw ApiException.of(410, "token_expired", "The invitation has expired.");
            case SOON -> throw expiry("An invitation is good for at least 24 hours.");
            case LATE -> throw expiry("An invitation is good for at most a year.");
            case ROLES ->
                    throw ApiException.invalidRelationship(
                            "roles", "does_not_exist", "It needs roles, and all of them exist.");
        }
    }

    private static ApiException email(String detail) {
        return ApiException.invalidAttribute("email", "invalid", detail);
    }

    private static ApiException expiry(String detail) {
        return ApiException.invalidAttribute("expires_at", "invalid", detail);
    }
}
