package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Which entries of a tenant's audit are asked for; what is null is not asked.
 *
 * @param principal who did it, or was refused
 * @param outcome whether it was done or refused
 * @param what an action, or all that begin with one that ends in a dot or a colon, such as {@code
 *     member.} or {@code permission:}
 * @param since no earlier
 * @param until earlier than this
 * @param behind the last entry of the page before
 */
public record AuditQuery(
        @Nullable PrincipalId principal,
        @Nullable Outcome outcome,
        @Nullable String what,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable AuditEntry behind) {

    /** What became of it: the kinds of entries. */
    public enum Outcome {
        /** A change of authority. */
        CHANGED,
        /** Something that somebody was not allowed. */
        REFUSED,
        /** Somebody has reached into another tenant, or from another. */
        CROSSED,
        /** A run of maintenance. */
        MAINTAINED
    }

    /** All there is. */
    public static AuditQuery all() {
        return new AuditQuery(null, null, null, null, null, null);
    }

    public AuditQuery by(PrincipalId newPrincipal) {
        return new AuditQuery(newPrincipal, outcome, what, since, until, behind);
    }

    public AuditQuery with(Outcome newOutcome) {
        return new AuditQuery(principal, newOutcome, what, since, until, behind);
    }

    public AuditQuery of(String newWhat) {
        return new AuditQuery(principal, outcome, newWhat, since, until, behind);
    }

    public AuditQuery since(Instant newSince) {
        return new AuditQuery(principal, outcome, what, newSince, until, behind);
    }

    public AuditQuery until(Instant newUntil) {
        return new AuditQuery(principal, outcome, what, since, newUntil, behind);
    }

    /** The page behind the one that {@code last} was the last entry of. */
    public AuditQuery behind(AuditEntry last) {
        return new AuditQuery(principal, outcome, what, since, until, last);
    }
}
