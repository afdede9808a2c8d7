package dev.bailiwick.posture.account.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static final String PASSWORD = "Correct-horse-battery-1";

    private final Passwords passwords = new Passwords(new PasswordConfiguration().argon2());

    /** What other tests are spared: each hash costs a thief 19 MiB and two passes. */
    @Test
    void hashesAsDearlyAsUsersAreTold() {
        assertThat(passwords.hash(PASSWORD)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void knowsAPasswordByItsHash() {
        String hash = passwords.hash(PASSWORD);

        assertThat(passwords.matches(PASSWORD, hash)).isTrue();
        assertThat(passwords.matches(PASSWORD + "1", hash)).isFalse();
        assertThat(passwords.hash(PASSWORD)).isNotEqualTo(hash);
    }

    @Test
    void nobodyHasThePasswordThatIsComparedWhenThereIsNone() {
        assertThat(passwords.matches("the hash that is compared when there is none", null))
                .isFalse();
    }
}
