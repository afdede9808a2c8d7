package dev.bailiwick.spring.signin;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

// snippet door
@RestController
class ClubDoor {

    private final JdbcClient client;
    private final PasswordEncoder passwords;

    ClubDoor(JdbcClient client, PasswordEncoder passwords) {
        this.client = client;
        this.passwords = passwords;
    }

    /** The same answer whether the address is taken or not: who asks learns nothing. */
    @PostMapping("/people")
    @Anonymous
    @ResponseStatus(HttpStatus.ACCEPTED)
    void signUp(@RequestParam String email, @RequestParam String secret) {
        String hash = passwords.encode(secret);
        Scopes.run(
                new Scope.Global(),
                () ->
                        client.sql("select sign_up(?, ?)")
                                .params(email, hash)
                                .query()
                                .singleColumn());
    }

    /** Names no tenant, so the scope is the principal's alone. */
    @PostMapping("/tenants")
    @AnyMember
    @ResponseStatus(HttpStatus.CREATED)
    UUID found(@RequestParam String name) {
        return client.sql("select found_tenant(?)").param(name).query(UUID.class).single();
    }
}
// end
