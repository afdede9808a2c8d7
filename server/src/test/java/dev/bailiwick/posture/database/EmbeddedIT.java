package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
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

    @Test
    void messagesRepeatNoValues() {
        String secret = "Correct-horse-battery-9";
        JdbcClient jdbc = server.bean(JdbcClient.class);
        Runnable work =
                () ->
                        jdbc.sql("insert into ingestion (status) values (:secret)")
                                .param("secret", secret)
                                .update();

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> Scopes.run(Tenancy.of(server).scope(), work))
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain(secret));
    }
}
