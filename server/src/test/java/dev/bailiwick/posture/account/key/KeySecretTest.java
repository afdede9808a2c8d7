package dev.bailiwick.posture.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySecretTest {

    @Test
    void readsWhatItMakes() {
        KeySecret made = KeySecret.generate();

        assertThat(KeySecret.parse(made.text())).contains(made);
        assertThat(made.secret()).hasSize(43);
        assertThat(made.hash()).isNotEqualTo(KeySecret.generate().hash());
    }

    @Test
    void neverShowsItsSecretByAccident() {
        KeySecret made = KeySecret.generate();

        assertThat(made.toString()).doesNotContain(made.secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pk_",
                "pk_ABCDEFGH",
                "pk_ABCDEFGH.",
                "pk_ABCDEFGH.short",
                "pk_ABCDEFG0.0123456789012345678901234567890123456789abc",
                "sk_ABCDEFGH.0123456789012345678901234567890123456789abc",
                "pk_ABCDEFGH.0123456789012345678901234567890123456789abcd",
                "pk_ABCDEFGH.0123456789012345678901234567890123456789ab=",
                " pk_ABCDEFGH.0123456789012345678901234567890123456789abc"
            })
    void takesNothingElseForAKey(String text) {
        assertThat(KeySecret.parse(text)).isEmpty();
    }
}
