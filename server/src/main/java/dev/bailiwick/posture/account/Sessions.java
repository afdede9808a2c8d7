package dev.bailiwick.posture.account;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.account.token.Claims;
import dev.bailiwick.posture.account.token.TokenPair;
import dev.bailiwick.posture.account.token.Tokens;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Token pairs over time. A refresh token is good once; the pair that it buys belongs to the same
 * family. One that comes back after it was used has been copied, and ends its family.
 */
@Component
class Sessions {

    private final JdbcClient jdbc;
    private final Tokens tokens;
    private final Standings standings;
    private final TransactionTemplate transaction;

    Sessions(
            JdbcClient jdbc,
            Tokens tokens,
            Standings standings,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.standings = standings;
        this.transaction = new TransactionTemplate(transactions);
    }

    private static final String FORGET_EXPIRED =
            """
            delete from refresh_token where user_id = bailiwick.principal() and expires_at < now()
            """;

    /** Starts a family. In the identity scope of {@code user}. */
    TokenPair open(PrincipalId user, TenantId tenant, int credentialsEpoch) {
        return Objects.requireNonNull(
                transaction.execute(
                        status -> {
                            jdbc.sql(FORGET_EXPIRED).update();
                            return issue(user, tenant, credentialsEpoch, UUID.randomUUID());
                        }));
    }

    /**
     * Trades a refresh token for a new pair.
     *
     * @param arrived when the request came in: a token that was used only after that was sent twice
     *     at once, not copied
     * @throws ApiException 400 for anything but a token that can still be used
     */
    TokenPair refresh(String refreshToken, Instant arrived) {
        Claims claims =
                tokens.verify(refreshToken, Claims.Use.REFRESH).orElseThrow(Sessions::invalid);
        boolean current =
                standings
                        .read(claims.user(), claims.tenant())
                        .map(Standing::credentialsEpoch)
                        .filter(epoch -> epoch == claims.credentialsEpoch())
                        .isPresent();
        if (!current) {
            throw invalid();
        }
        return Scopes.call(
                        new Scope.Identity(claims.user()),
                        () ->
                                Objects.requireNonNull(
                                        transaction.execute(status -> trade(claims, arrived))))
                .orElseThrow(Sessions::invalid);
    }

    // two at once: the second waits for the first one's row and then finds it used
    private static final String USE =
            """
            update refresh_token set used_at = clock_timestamp()
            where id = :id and used_at is null and revoked_at is null and expires_at > now()
            returning family_id
            """;

    private static final String END_FAMILY_IF_COPIED =
            """
            update refresh_token set revoked_at = now()
            where revoked_at is null and family_id in (
                select family_id from refresh_token where id = :id and used_at < :arrived)
            """;

    private Optional<TokenPair> trade(Claims claims, Instant arrived) {
        Optional<UUID> family = jdbc.sql(USE).param("id", claims.id()).query(UUID.class).optional();
        if (family.isEmpty()) {
            jdbc.sql(END_FAMILY_IF_COPIED)
                    .param("id", claims.id())
                    .param("arrived", OffsetDateTime.ofInstant(arrived, ZoneOffset.UTC))
                    .update();
            return Optional.empty();
        }
        return Optional.of(
                issue(claims.user(), claims.tenant(), claims.credentialsEpoch(), family.get()));
    }

    private static final String INSERT =
            """
            insert into refresh_token (id, user_id, family_id, tenant_id, expires_at)
            values (:id, bailiwick.principal(), :family, :tenant, :expires)
            """;

    private TokenPair issue(PrincipalId user, TenantId tenant, int epoch, UUID family) {
        UUID id = UUID.randomUUID();
        jdbc.sql(INSERT)
                .param("id", id)
                .param("family", family)
                .param("tenant", tenant.value())
                .param("expires", OffsetDateTime.ofInstant(tokens.refreshExpiry(), ZoneOffset.UTC))
                .update();
        return tokens.issue(user, tenant, epoch, id);
    }

    private static ApiException invalid() {
        return ApiException.invalidAttribute("refresh", "invalid", "Invalid or expired token");
    }
}
