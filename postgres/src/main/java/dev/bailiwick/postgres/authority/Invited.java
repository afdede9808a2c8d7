package dev.bailiwick.postgres.authority;

import java.util.UUID;

/** Outcome of inviting an address. */
public sealed interface Invited {

    /**
     * An earlier invitation of the address is revoked with it.
     *
     * @param token is told nobody again
     */
    record Open(UUID id, Token token) implements Invited {}

    /** Whoever has the address is a member already. */
    record Member() implements Invited {}

    /** The principal in scope lacks the permission for it. */
    record Forbidden() implements Invited {}

    /** The roles, or those of the invitation that it would replace, stand above the principal. */
    record AboveOwn() implements Invited {}

    /** A thousand invitations of the tenant wait for an answer. */
    record Full() implements Invited {}
}
