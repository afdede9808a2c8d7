package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.account.FirstAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.util.Map;

final class WelcomeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1 | '' | http://127.0.0.1:8080/",
                "::1 | '' | http://[::1]:8080/",
                "192.0.2.7 | posture.example.com | http://192.0.2.7:8080/",
                "0.0.0.0 | '' | http://localhost:8080/",
                ":: | '' | http://localhost:8080/",
                "0.0.0.0 | *.example.org,posture.example.com | http://posture.example.com:8080/",
                "0.0.0.0 | * | http://localhost:8080/"
            })
    void namesAnAddressThatCanBeGoneTo(String address, String hosts, String expected) {
        assertThat(
                        welcome(
                                FirstAccount.FREE,
                                Map.of(
                                        "bailiwick.http.address", address,
                                        "bailiwick.http.allowed-hosts", hosts)))
                .contains("ready at " + expected, "\"" + expected);
    }

    @Test
    void showsHowTheFirstAccountIsMade() {
        assertThat(welcome(FirstAccount.FREE, Map.of()))
                .contains("/users\"")
                .doesNotContain("Invitation-Token");
        assertThat(welcome(FirstAccount.NEEDS_TOKEN, Map.of("bailiwick.data", "/srv/b")))
                .contains(
                        "/users\"",
                        "-H \"Invitation-Token: $(cat '/srv/b/secrets/first-account')\"");
    }

    @Test
    void showsHowToSignInWhereThereAreAccounts() {
        assertThat(welcome(FirstAccount.EXISTS, Map.of()))
                .contains("/tokens\"")
                .doesNotContain("/users");
    }

    private static String welcome(FirstAccount first, Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return Welcome.text(environment, first);
    }
}
