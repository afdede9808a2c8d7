package dev.bailiwick.posture.account;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.account.SignUp.Applicant;
import dev.bailiwick.posture.digest.Sha256;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.UUID;

/** Makes accounts in the tenant that has invited them, also where sign-up is closed. */
@Component
class InvitedSignUp {

    private final JdbcClient jdbc;

    InvitedSignUp(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ASK = "select ask_invitation(:hash, :email)";

    /**
     * Asked before anything costly is done for somebody who may have made their token up.
     *
     * @throws ApiException 400 if the token is none of a pending invitation, or the address is not
     *     the invited one; 410 if the invitation has expired
     */
    void requireInvitation(Applicant applicant, String token) {
        Scopes.call(
                        new Scope.Global(),
                        () ->
                                Outcome.of(
                                        jdbc.sql(ASK)
                                                .param("hash", Sha256.of(token))
                                                .param("email", applicant.email())))
                .require();
    }

    private static final String SIGN_UP =
            """
            select outcome, made from sign_up_invited(:email, :name, :company, :password, :hash)
            """;

    /**
     * @throws ApiException as {@link #requireInvitation}, and 400 if the address is taken
     */
    UUID register(Applicant applicant, String passwordHash, String token) {
        return Scopes.call(
                        new Scope.Global(),
                        () ->
                                Made.of(
                                        jdbc.sql(SIGN_UP)
                                                .param("email", applicant.email())
                                                .param("name", applicant.name())
                                                .param("company", applicant.company())
                                                .param("password", passwordHash)
                                                .param("hash", Sha256.of(token))))
                .require();
    }
}
