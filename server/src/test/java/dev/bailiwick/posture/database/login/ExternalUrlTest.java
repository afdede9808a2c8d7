package dev.bailiwick.posture.database.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExternalUrlTest {

    @Test
    void takesAnAddressWithSettingsOfTheDriver() {
        String url = "jdbc:postgresql://db.example:5432/bailiwick?sslmode=verify-full";

        assertThat(ExternalUrl.check(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/bailiwick?password=secret",
                "jdbc:postgresql://db/bailiwick?ssl=true&PASSWORD=secret",
                "jdbc:postgresql://db/bailiwick?user=postgres",
                "jdbc:postgresql://postgres:secret@db/bailiwick"
            })
    void refusesCredentialsWithoutRepeatingThem(String url) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> ExternalUrl.check(url))
                .withMessageContaining("must not carry user or password")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postgres://db/bailiwick", "jdbc:mysql://db/bailiwick"})
    void refusesWhatIsNoAddressOfPostgres(String url) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> ExternalUrl.check(url))
                .withMessageContaining("jdbc:postgresql://");
    }
}
