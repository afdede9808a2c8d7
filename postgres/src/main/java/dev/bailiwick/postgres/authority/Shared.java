package dev.bailiwick.postgres.authority;

import java.util.UUID;

/** Outcome of sharing something. */
public sealed interface Shared {

    /**
     * It is shared.
     *
     * @param id of the share, which may have been there before
     */
    record Open(UUID id) implements Shared {}

    /**
     * It is open to who has the token.
     *
     * @param token to be sent to whom it is for, and kept nowhere else
     */
    record Linked(UUID id, Token token) implements Shared {}

    /** There is no such row in the tenant, or none that the principal in scope knows of. */
    record Absent() implements Shared {}

    /** The principal neither owns the row nor holds it in full. */
    record AboveOwn() implements Shared {}

    /**
     * The principal lacks the permission to share with somebody outside the tenant, or the status
     * of the tenant does not allow it.
     */
    record Forbidden() implements Shared {}

    /** Whoever gives it holds it, and would go on holding it when that is over. */
    record Oneself() implements Shared {}

    /** There is no such member or team in the tenant, or no such other tenant. */
    record NoTarget() implements Shared {}

    /** The row is shared five hundred times, or the principal has given too much that is open. */
    record Full() implements Shared {}
}
