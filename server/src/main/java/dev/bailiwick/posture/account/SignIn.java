package dev.bailiwick.posture.account;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.account.password.Passwords;
import dev.bailiwick.posture.account.token.TokenPair;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.UUID;

/** Turns an e-mail address and its password into tokens. */
@Component
class SignIn {

    private static final int LONGEST_PASSWORD = 1000;

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final FailedSignIns failed;
    private final Sessions sessions;

    SignIn(
            JdbcClient jdbc,
            Passwords passwords,
            SignInThrottle throttle,
            FailedSignIns failed,
            Sessions sessions) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.throttle = throttle;
        this.failed = failed;
        this.sessions = sessions;
    }

    /** An account, as far as it must be known to check its password. */
    private record Known(PrincipalId user, String hash, int epoch) {}

    /**
     * Signs in.
     *
     * @param tenant the wished one; without it, the one that the user joined first
     * @param address where the request comes from
     * @throws ApiException 400 if no account has this address and password, or the user is not in
     *     the tenant; 429 after too many failures
     */
    TokenPair signIn(String email, String password, @Nullable UUID tenant, String address) {
        Known known = authenticate(Emails.normal(email), password, address);
        return Scopes.call(
                new Scope.Identity(known.user()),
                () -> {
                    TenantId chosen = new TenantId(choose(known.user(), tenant));
                    jdbc.sql(SIGNED_IN).update();
                    return sessions.open(known.user(), chosen, known.epoch());
                });
    }

    private Known authenticate(String email, String password, String address) {
        var attempt = SignInThrottle.Attempt.of(email, address);
        // the failures are looked at where the hash is made: attempts that come all at once wait
        // for each other there
        Known known =
                passwords.inPlace(
                        () ->
                                Scopes.call(
                                        new Scope.Global(), () -> check(email, password, attempt)));
        if (known == null) {
            throw ApiException.invalid("Invalid credentials");
        }
        return known;
    }

    private @Nullable Known check(String email, String password, SignInThrottle.Attempt attempt) {
        throttle.requireFree(attempt);
        Known known = find(email);
        String hash = known == null || password.length() > LONGEST_PASSWORD ? null : known.hash();
        if (passwords.matches(hash == null ? "" : password, hash)) {
            return known;
        }
        throttle.failed(attempt);
        failed.note(known == null ? null : known.user());
        return null;
    }

    private static final String FIND =
            """
            select id, password_hash, credentials_epoch from account_by_email(:email)
            """;

    private @Nullable Known find(String email) {
        return jdbc.sql(FIND)
                .param("email", email)
                .query(
                        (row, n) ->
                                new Known(
                                        new PrincipalId(row.getObject("id", UUID.class)),
                                        row.getString("password_hash"),
                                        row.getInt("credentials_epoch")))
                .optional()
                .orElse(null);
    }

    private static final String CHOOSE =
            """
            select t.id
            from membership m
            join tenant t on t.id = m.tenant_id
            where m.user_id = bailiwick.principal() and t.deleted_at is null
              and (cast(:tenant as uuid) is null or t.id = :tenant)
            order by m.date_joined, m.id
            limit 1
            """;

    private UUID choose(PrincipalId user, @Nullable UUID wished) {
        return jdbc.sql(CHOOSE)
                .param("tenant", wished, java.sql.Types.OTHER)
                .query(UUID.class)
                .optional()
                .orElseThrow(
                        () ->
                                wished == null
                                        ? ApiException.invalid("This account has no tenant.")
                                        : notAMember(user, new TenantId(wished)));
    }

    static ApiException notAMember(PrincipalId user, TenantId wished) {
        return ApiException.invalidAttribute(
                        "tenant_id", "invalid", "Tenant does not exist or user is not a member.")
                .by(Rule.NOT_MEMBER, Scope.Tenant.of(wished).as(user));
    }

    private static final String SIGNED_IN =
            """
            update app_user set last_login = now() where id = bailiwick.principal()
            """;
}
