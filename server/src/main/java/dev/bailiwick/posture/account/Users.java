package dev.bailiwick.posture.account;

import dev.bailiwick.posture.account.password.PasswordChecks;
import dev.bailiwick.posture.account.password.Passwords;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes to users. Each acts on the principal in scope: a user's record is the user's own. */
@Component
class Users {

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final TransactionTemplate transaction;

    Users(JdbcClient jdbc, Passwords passwords, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What a user's record says. */
    record Profile(String name, String email, String company) {}

    /** What is to be changed; null stays as it is. */
    record Change(
            @Nullable String name,
            @Nullable String email,
            @Nullable String company,
            @Nullable String password) {

        boolean concernsCredentials() {
            return email != null || password != null;
        }

        Profile appliedTo(Profile old) {
            return new Profile(
                    name == null ? old.name() : name,
                    email == null ? old.email() : Emails.normal(email),
                    company == null ? old.company() : company);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Change of a user";
        }
    }

    private static final String READ =
            """
            select name, email, company_name from app_user where id = bailiwick.principal()
            """;

    Optional<Profile> read() {
        return jdbc.sql(READ)
                .query(
                        (row, n) ->
                                new Profile(
                                        row.getString("name"),
                                        row.getString("email"),
                                        row.getString("company_name")))
                .optional();
    }

    /**
     * @throws ApiException 400 for a bad password or a taken address, 404 if the user is gone
     */
    void change(Change change) {
        change(change, () -> {});
    }

    /**
     * As {@link #change}, on behalf of somebody else who manages the tenant in scope.
     *
     * @throws ApiException 403, further, for a change of credentials that open other tenants too
     */
    void changeAnother(Change change) {
        change(change, change.concernsCredentials() ? this::requireHereOnly : () -> {});
    }

    private void change(Change change, Runnable check) {
        Profile old = read().orElseThrow(ApiException::notFound);
        Profile changed = change.appliedTo(old);
        if (change.password() != null) {
            PasswordChecks.require(
                    change.password(), List.of(changed.name(), changed.email(), changed.company()));
        }
        String hash = change.password() == null ? null : passwords.hash(change.password());
        try {
            transaction.executeWithoutResult(
                    status -> {
                        check.run();
                        write(changed, hash);
                    });
        } catch (DuplicateKeyException e) {
            throw ApiException.invalidAttribute(
                    "email", "unique", "Please check the email address and try again.");
        }
    }

    private static final String WRITE =
            """
            update app_user set name = :name, email = :email, company_name = :company
            where id = bailiwick.principal()
            """;

    // the new epoch voids every access token; refresh tokens are voided one by one
    private static final String WRITE_PASSWORD =
            """
            update app_user set password_hash = :hash, credentials_epoch = credentials_epoch + 1
            where id = bailiwick.principal()
            """;

    private static final String REVOKE_REFRESH_TOKENS =
            """
            update refresh_token set revoked_at = now()
            where user_id = bailiwick.principal() and revoked_at is null
            """;

    private void write(Profile changed, @Nullable String hash) {
        jdbc.sql(WRITE)
                .param("name", changed.name())
                .param("email", changed.email())
                .param("company", changed.company())
                .update();
        if (hash != null) {
            jdbc.sql(WRITE_PASSWORD).param("hash", hash).update();
            jdbc.sql(REVOKE_REFRESH_TOKENS).update();
        }
    }

    // nobody joins another tenant while their record is locked, as a membership refers to it
    private static final String HOLD =
            "select id from app_user where id = bailiwick.principal() for update";

    private static final String ELSEWHERE =
            """
            select exists (
                select from membership
                where user_id = bailiwick.principal() and tenant_id <> bailiwick.tenant())
            """;

    /** Whoever manages one tenant must not get hold of an account that opens others. */
    private void requireHereOnly() {
        if (jdbc.sql(HOLD).query(UUID.class).optional().isEmpty()) {
            throw ApiException.notFound();
        }
        if (jdbc.sql(ELSEWHERE).query(Boolean.class).single()) {
            throw ApiException.forbidden(
                    "This user belongs to other tenants too: only they can change their email"
                            + " address or password.");
        }
    }

    private static final String END = "select end_account()";

    /**
     * Removes the account, and the tenants where nobody is left without it.
     *
     * @return false if others would be left in a tenant without an owner; nothing is removed then
     */
    boolean end() {
        return jdbc.sql(END).query(String.class).single().equals("ended");
    }
}
