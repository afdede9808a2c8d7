package dev.bailiwick.spring.signin;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import java.util.Base64;
import java.util.UUID;

// snippet door
@RestController
class ClubDoor {

    private final JdbcClient client;
    private final PasswordEncoder passwords;
    private final Post post;
    private final StringKeyGenerator tokens =
            new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), 32);

    ClubDoor(JdbcClient client, PasswordEncoder passwords, Post post) {
        this.client = client;
        this.passwords = passwords;
        this.post = post;
    }

    /** Does, writes and answers the same whether there is such a person or not. */
    @PostMapping("/applicants")
    @Anonymous
    @ResponseStatus(HttpStatus.ACCEPTED)
    void signUp(@RequestBody Applicant applicant) {
        String token = tokens.generateKey();
        String kept =
                Scopes.call(
                        new Scope.Global(),
                        () ->
                                client.sql("select sign_up(?, ?)")
                                        .params(applicant.email(), token)
                                        .query(String.class)
                                        .single());
        post.send(kept, token);
    }

    /** Whoever holds the token reads the mail of that address. */
    @PostMapping("/people")
    @Anonymous
    @ResponseStatus(HttpStatus.CREATED)
    UUID prove(@RequestBody Proof proof) {
        String hash = passwords.encode(proof.secret());
        return Scopes.call(
                new Scope.Global(),
                () ->
                        client.sql("select * from prove(?, ?)")
                                .params(proof.token(), hash)
                                .query(UUID.class)
                                .optional()
                                .orElseThrow(
                                        () -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    /** Names no tenant, so the scope is the principal's alone. */
    @PostMapping("/tenants")
    @AnyMember
    @ResponseStatus(HttpStatus.CREATED)
    UUID found(@RequestParam String name) {
        return client.sql("select found_tenant(?)").param(name).query(UUID.class).single();
    }

    record Applicant(String email) {}

    /** In the body, since addresses of requests are logged. */
    record Proof(String token, String secret) {

        @Override
        public String toString() {
            return "a proof";
        }
    }

    /** Sends a mail with a link that holds the token, later and in its own time. */
    interface Post {
        void send(String address, String token);
    }
}
// end
