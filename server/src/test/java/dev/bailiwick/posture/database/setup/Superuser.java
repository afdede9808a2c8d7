package dev.bailiwick.posture.database.setup;

import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.Login;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes what nobody else may change, in the database of a server that is stopped. */
public final class Superuser {

    private final Path data;

    public Superuser(Path data) {
        this.data = data;
    }

    public void run(String... statements) throws IOException {
        var _ =
                call(
                        admin -> {
                            JdbcClient client = JdbcClient.create(admin.dataSource());
                            for (String statement : statements) {
                                client.sql(statement).update();
                            }
                            return true;
                        });
    }

    interface Work<T> {

        T as(Login admin) throws IOException;
    }

    <T> T call(Work<T> work) throws IOException {
        String password = Files.readString(data.resolve("secrets/postgres")).strip();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, password)) {
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/bailiwick";
            return work.as(new Login(url, EmbeddedPostgres.SUPERUSER, password));
        }
    }
}
