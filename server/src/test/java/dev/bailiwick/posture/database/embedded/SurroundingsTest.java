package dev.bailiwick.posture.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

class SurroundingsTest {

    @Test
    void nothingOfTheServersSettingsIsHandedOn() {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "PATH", "/bin",
                                "HOME", "/home/somebody",
                                "BAILIWICK_MASTER_KEY", "key",
                                "BAILIWICK_DATABASE_PASSWORD", "password",
                                "PGDATA", "/elsewhere",
                                "LC_ALL", "de_DE.UTF-8",
                                "LC_MESSAGES", "de_DE.UTF-8"));

        Surroundings.bare(environment);

        assertThat(environment)
                .isEqualTo(Map.of("PATH", "/bin", "HOME", "/home/somebody", "LC_ALL", "C"));
    }
}
