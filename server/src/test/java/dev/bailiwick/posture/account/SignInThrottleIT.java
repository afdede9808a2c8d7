package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SignInThrottleIT {

    @TempDir private static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.sign-in.failures-per-account-and-address", "3",
                                "bailiwick.sign-in.failures-per-address", "8",
                                "bailiwick.sign-in.failures-per-account", "5"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forgetFailures() {
        server.sql().sql("delete from sign_in_failure").update();
    }

    @Test
    void makesAnAccountWaitAfterTooManyFailuresEvenWithTheRightPassword() {
        String email = Tenancy.email();
        server.api().signUp(email);

        for (int i = 0; i < 3; i++) {
            signIn(email, "Wrong-horse-battery-1").expect(400);
        }

        Answer throttled = signIn(email, Api.PASSWORD).expect(429);
        assertThat(Integer.parseInt(Objects.requireNonNull(throttled.header("Retry-After"))))
                .isBetween(1, 900);
        assertThat(throttled.at("/errors/0/code").asString()).isEqualTo("throttled");
    }

    @Test
    void neverCountsSignInsThatSucceed() {
        String email = Tenancy.email();
        server.api().signUp(email);

        for (int i = 0; i < 12; i++) {
            signIn(email, Api.PASSWORD).expect(200);
        }
    }

    @Test
    void throttlesUnknownAccountsLikeKnownOnes() {
        String email = Tenancy.email();

        for (int i = 0; i < 3; i++) {
            signIn(email, Api.PASSWORD).expect(400);
        }

        signIn(email, Api.PASSWORD).expect(429);
    }

    @Test
    void makesAnAddressWaitThatTriesManyAccounts() {
        for (int i = 0; i < 8; i++) {
            signIn(Tenancy.email(), Api.PASSWORD).expect(400);
        }

        signIn(Tenancy.email(), Api.PASSWORD).expect(429);
    }

    @Test
    void letsNoFurtherGuessesThroughWhenTheyComeAllAtOnce() throws Exception {
        String email = Tenancy.email();
        server.api().signUp(email);

        List<Answer> answers = Tenancy.atOnce(16, () -> signIn(email, "Wrong-horse-battery-1"));

        long guesses = answers.stream().filter(answer -> answer.status() == 400).count();
        assertThat(guesses).isBetween(3L, 3L + Runtime.getRuntime().availableProcessors());
        assertThat(answers).extracting(Answer::status).containsOnly(400, 429);
    }

    @Test
    void forgetsFailuresAfterTheWindow() {
        String email = Tenancy.email();
        server.api().signUp(email);
        for (int i = 0; i < 3; i++) {
            signIn(email, "Wrong-horse-battery-1").expect(400);
        }
        signIn(email, Api.PASSWORD).expect(429);

        server.sql()
                .sql("update sign_in_failure set failed_at = failed_at - interval '15 minutes'")
                .update();

        signIn(email, Api.PASSWORD).expect(200);
    }

    private static Answer signIn(String email, String password) {
        return server.api()
                .post("tokens", document("tokens", Map.of("email", email, "password", password)));
    }
}
