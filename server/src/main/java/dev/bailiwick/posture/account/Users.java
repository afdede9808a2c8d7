package dev.bailiwick.posture.account;

import dev.bailiwick.posture.access.Outcome;
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

/**
 * Changes to users. A user's record is the user's own, written in the scope of that principal; what
 * managers write to others goes through a function, which asks for their rank.
 */
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

        Change {
            email = email == null ? null : Emails.normal(email);
        }

        boolean concernsCredentials() {
            return email != null || password != null;
        }

        Profile appliedTo(Profile old) {
            return new Profile(
                    name == null ? old.name() : name,
                    email == null ? old.email() : email,
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
            select name, email, company_name from app_user where id = :id
            """;

    Optional<Profile> read(UUID user) {
        return jdbc.sql(READ)
                .param("id", user)
                .query(
                        (row, n) ->
                                new Profile(
                                        row.getString("name"),
                                        row.getString("email"),
                                        row.getString("company_name")))
                .optional();
    }

    /**
     * Of the principal in scope.
     *
     * @throws ApiException 400 for a bad password or a taken address, 404 if the user is gone
     */
    void change(UUID own, Change change) {
        write(own, change, this::write);
    }

    /**
     * Of another member of the tenant in scope, on behalf of the principal in scope.
     *
     * @throws ApiException 403, further, for a change of credentials of somebody who holds more, or
     *     that open other tenants too
     */
    void changeAnother(UUID member, Change change) {
        write(member, change, (written, hash) -> writeAnother(member, written, hash));
    }

    private interface Writing {

        void write(Change change, @Nullable String passwordHash);
    }

    private void write(UUID user, Change change, Writing writing) {
        Profile old = read(user).orElseThrow(ApiException::notFound);
        if (change.password() != null) {
            Profile changed = change.appliedTo(old);
            PasswordChecks.require(
                    change.password(), List.of(changed.name(), changed.email(), changed.company()));
        }
        String hash = change.password() == null ? null : passwords.hash(change.password());
        try {
            // nothing but what is to be changed: what was read may be others' by now
            transaction.executeWithoutResult(status -> writing.write(change, hash));
        } catch (DuplicateKeyException e) {
            throw ApiException.invalidAttribute(
                    "email", "unique", "Please check the email address and try again.");
        }
    }

    private static final String WRITE =
            """
            update app_user
            set name = coalesce(:name, name), email = coalesce(:email, email), company_name = coalesce(:company, company_name)
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

    private void write(Change change, @Nullable String hash) {
        jdbc.sql(WRITE)
                .param("name", change.name())
                .param("email", change.email())
                .param("company", change.company())
                .update();
        if (hash != null) {
            jdbc.sql(WRITE_PASSWORD).param("hash", hash).update();
            // behind the account, as whoever trades one has it
            jdbc.sql(REVOKE_REFRESH_TOKENS).update();
        }
    }

    private static final String WRITE_ANOTHER =
            """
            select change_account(:id, cast(:name as text), cast(:email as text), cast(:company as text), cast(:hash as text))
            """;

    private void writeAnother(UUID member, Change change, @Nullable String hash) {
        Outcome.of(
                        jdbc.sql(WRITE_ANOTHER)
                                .param("id", member)
                                .param("name", change.name())
                                .param("email", change.email())
                                .param("company", change.company())
                                .param("hash", hash))
                .require();
    }

    private static final String END = "select end_account()";

    /**
     * Removes the account, and the tenants where nobody is left without it.
     *
     * @throws ApiException 403 if others would be left in a tenant without an owner, 400 without
     *     somebody who manages it; nothing is removed then
     */
    void end() {
        Outcome.of(jdbc.sql(END)).require();
    }
}
