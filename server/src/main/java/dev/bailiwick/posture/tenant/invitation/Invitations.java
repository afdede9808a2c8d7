package dev.bailiwick.posture.tenant.invitation;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.digest.Sha256;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Makes, changes and revokes invitations of the tenant in scope, and accepts those of others. */
@Component
class Invitations {

    private final JdbcClient jdbc;
    private final InvitationTokens tokens;

    Invitations(JdbcClient jdbc, InvitationTokens tokens) {
        this.jdbc = jdbc;
        this.tokens = tokens;
    }

    /** What an invitation is to be; null is left to the function, or stays as it is. */
    record Wish(
            @Nullable String email, @Nullable OffsetDateTime expires, @Nullable List<UUID> roles) {

        private @Nullable String address() {
            return email == null ? null : email.strip().toLowerCase(Locale.ROOT);
        }

        private String @Nullable [] roleIds() {
            return roles == null ? null : roles.stream().map(UUID::toString).toArray(String[]::new);
        }
    }

    private static final String NEW_ID = "select uuidv7()";
    private static final String INVITE =
            """
            select invite(:id, :email, :hash, cast(:expires as timestamptz), cast(:roles as uuid[]))
            """;

    /**
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException unless it is made
     */
    UUID invite(Wish wish) {
        // its token is made from its id
        UUID id = jdbc.sql(NEW_ID).query(UUID.class).single();
        String token = tokens.of(Scopes.requireTenant().tenant().value(), id, null);
        Outcome.of(
                        jdbc.sql(INVITE)
                                .param("id", id)
                                .param("email", wish.address())
                                .param("hash", Sha256.of(token))
                                .param("expires", wish.expires())
                                .param("roles", wish.roleIds()))
                .require();
        return id;
    }

    private static final String CHANGE =
            """
            select change_invitation(:id, cast(:email as text), cast(:expires as timestamptz), cast(:roles as uuid[]),
                                     :generation, :hash)
            """;

    /** Another address gets another token: the one that was sent to the old one opens nothing. */
    Outcome change(UUID invitation, Wish wish) {
        UUID generation = UUID.randomUUID();
        String token = tokens.of(Scopes.requireTenant().tenant().value(), invitation, generation);
        return Outcome.of(
                jdbc.sql(CHANGE)
                        .param("id", invitation)
                        .param("email", wish.address())
                        .param("expires", wish.expires())
                        .param("roles", wish.roleIds())
                        .param("generation", generation)
                        .param("hash", Sha256.of(token)));
    }

    private static final String REVOKE = "select revoke_invitation(:id)";

    Outcome revoke(UUID invitation) {
        return Outcome.of(jdbc.sql(REVOKE).param("id", invitation));
    }

    private static final String ACCEPT =
            """
            select outcome, made from accept_invitation(:hash)
            """;

    /**
     * Joins the principal in scope to the tenant that invited them.
     *
     * @return the membership
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException 404 for a token that is none of an
     *     invitation of theirs, 410 for one that has expired, 400 for one that has served
     */
    UUID accept(String token) {
        return Made.of(jdbc.sql(ACCEPT).param("hash", Sha256.of(token.strip()))).require();
    }
}
