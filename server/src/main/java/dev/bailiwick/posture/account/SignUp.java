package dev.bailiwick.posture.account;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.account.password.PasswordChecks;
import dev.bailiwick.posture.account.password.Passwords;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/** Makes accounts, each with a tenant of its own, or in the tenant that has invited it. */
@Component
class SignUp {

    private static final int LONGEST_LOCAL_PART = 80;

    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final SignUpDoor door;
    private final InvitedSignUp invited;

    SignUp(JdbcClient jdbc, Passwords passwords, SignUpDoor door, InvitedSignUp invited) {
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.door = door;
        this.invited = invited;
    }

    /** What somebody says of themselves who wants an account. */
    record Applicant(String name, String email, String company, String password) {

        Applicant {
            email = Emails.normal(email);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Applicant[" + email + "]";
        }
    }

    // no row is null: the address is taken, or the first account is no longer the first
    private static final String SIGN_UP =
            """
            select sign_up(:email, :name, :company, :hash, :tenant, :permissions, :first)
            """;

    /**
     * Makes an account: with a tenant that it owns, or by an invitation as a member of the tenant
     * that has invited it.
     *
     * @param token what the applicant was given, if anything: that of the first account, or that of
     *     an invitation
     * @throws ApiException 400 for a bad password, a taken address or a wrong token, 403 if sign-up
     *     is closed, 410 for an invitation that has expired
     */
    UUID register(Applicant applicant, @Nullable String token) {
        if (token != null && !token.isBlank() && !door.isFirst(token)) {
            invited.requireInvitation(applicant, token.strip());
            return invited.register(applicant, hash(applicant), token.strip());
        }
        boolean firstOnly = door.requireFirst(token);
        String hash = hash(applicant);
        UUID made = insert(applicant, hash, firstOnly);
        if (made == null && firstOnly) {
            door.close();
            throw SignUpDoor.closed();
        }
        if (made == null) {
            throw taken();
        }
        if (firstOnly) {
            door.close();
        }
        return made;
    }

    static ApiException taken() {
        return ApiException.invalidAttribute(
                "email", "unique", "Please check the email address and try again.");
    }

    private String hash(Applicant applicant) {
        PasswordChecks.require(
                applicant.password(),
                List.of(applicant.name(), applicant.email(), applicant.company()));
        return passwords.hash(applicant.password());
    }

    private @Nullable UUID insert(Applicant applicant, String hash, boolean firstOnly) {
        String[] permissions = Permission.names().toArray(String[]::new);
        return Scopes.call(
                new Scope.Global(),
                () ->
                        jdbc.sql(SIGN_UP)
                                .param("email", applicant.email())
                                .param("name", applicant.name())
                                .param("company", applicant.company())
                                .param("hash", hash)
                                .param("tenant", tenantName(applicant.email()))
                                .param("permissions", permissions)
                                .param("first", firstOnly)
                                .query((row, n) -> new Made(row.getObject(1, UUID.class)))
                                .single()
                                .user());
    }

    private static String tenantName(String email) {
        String local = Emails.localPart(email);
        return local.substring(0, Math.min(LONGEST_LOCAL_PART, local.length())) + " default tenant";
    }

    private record Made(@Nullable UUID user) {}
}
