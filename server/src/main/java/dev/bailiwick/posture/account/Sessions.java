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

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Token pairs over time. A refresh token is good once, or for requests that were sent at once; the
 * pairs that it buys belong to the same family. One that comes back after it was used has been
 * copied, and ends its family.
 */
@Component
class Sessions {

    /** How long after its use a token is still good for requests that arrived before it. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final Clock clock;
    private final JdbcClient jdbc;
    private final Tokens tokens;
    private final Standings standings;
    private final TransactionTemplate transaction;

    Sessions(
            JdbcClient jdbc,
            Tokens tokens,
            Standings standings,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.standings = standings;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    // whoever writes tokens holds their account first, so that nobody waits for another crosswise:
    // those of a family are many, and each begins with another one
    private static final String HOLD_ACCOUNT =
            """
            select id from app_user where id = bailiwick.principal() for no key update
            """;

    private void holdAccount() {
        jdbc.sql(HOLD_ACCOUNT).query().listOfRows();
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
                            holdAccount();
                            jdbc.sql(FORGET_EXPIRED).update();
                            return issue(user, tenant, credentialsEpoch, UUID.randomUUID());
                        }));
    }

    /**
     * Trades a refresh token for a new pair.
     *
     * @param arrived when the request began to come in: a token that was used only after that was
     *     sent twice at once, not copied, and each of the two gets a pair
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

    private static final String HOLD =
            """
            select family_id, used_at from refresh_token
            where id = :id and revoked_at is null and expires_at > now()
            for update
            """;

    // the servers' clock, not the database's: it is compared with when a request arrived
    private static final String USE = "update refresh_token set used_at = :now where id = :id";

    private static final String END_FAMILY =
            """
            update refresh_token set revoked_at = now()
            where family_id = :family and revoked_at is null
            """;

    private Optional<TokenPair> trade(Claims claims, Instant arrived) {
        // two at once: the second waits here for the first, and then sees when that one used it
        holdAccount();
        Optional<Held> held =
                jdbc.sql(HOLD)
                        .param("id", claims.id())
                        .query(
                                (row, n) ->
                                        new Held(
                                                row.getObject("family_id", UUID.class),
                                                row.getObject("used_at", OffsetDateTime.class)))
                        .optional();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Held token = held.get();
        Use use = token.use(arrived, clock.instant());
        if (use == Use.COPIED) {
            jdbc.sql(END_FAMILY).param("family", token.family()).update();
        }
        if (use == Use.COPIED || use == Use.LATE) {
            return Optional.empty();
        }
        TokenPair pair =
                issue(claims.user(), claims.tenant(), claims.credentialsEpoch(), token.family());
        if (use == Use.FIRST) {
            jdbc.sql(USE)
                    .param("id", claims.id())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        }
        return Optional.of(pair);
    }

    private enum Use {
        FIRST,
        /** Sent before it was used by another request: two tabs of one client. */
        AT_ONCE,
        /** Begun before it was used, but ended only now, as who waits for a token might do. */
        LATE,
        COPIED
    }

    private record Held(UUID family, @Nullable OffsetDateTime usedAt) {

        Use use(Instant arrived, Instant now) {
            if (usedAt == null) {
                return Use.FIRST;
            }
            Instant used = usedAt.toInstant();
            if (!arrived.isBefore(used)) {
                return Use.COPIED;
            }
            return now.isBefore(used.plus(AT_ONCE)) ? Use.AT_ONCE : Use.LATE;
        }
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
