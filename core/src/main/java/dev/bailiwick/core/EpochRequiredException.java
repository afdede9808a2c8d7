package dev.bailiwick.core;

/**
 * The scope of a principal carries no epoch where the wall compares epochs and takes none without:
 * whatever is revoked, it would go on. Nothing was sent to the database.
 */
public final class EpochRequiredException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what what was refused, as the subject of a sentence
     */
    public EpochRequiredException(String what, Scope actual) {
        super(
                "%s was refused on thread '%s': the scope of %s carries no epoch, so no revocation would end it. Make it of what the database holds now: members.holding(principal, tenant), then Holding.scope(), or scope.at(epoch)."
                        .formatted(what, Thread.currentThread().getName(), actual.described()));
    }
}
