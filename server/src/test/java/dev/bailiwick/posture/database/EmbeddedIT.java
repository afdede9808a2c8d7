package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

final class EmbeddedIT {

    private final TestServer server = TestServer.shared();

    @Test
    void servesOverHttp() {
        assertThat(server.api().get("nothing-of-this-name").status()).isEqualTo(404);
    }

    @Test
    void requestsRunAsTheAppRole() {
        String role =
                JdbcClient.create(server.app())
                        .sql("select current_user")
                        .query(String.class)
                        .single();

        assertThat(role).isEqualTo("bailiwick_app");
    }
}
