package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

final class PasswordsIT {

    private final TestServer server = TestServer.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "bailiwick_app",
                "bailiwick_worker",
                "bailiwick_maint",
                "bailiwick_owner",
                "nobody"
            })
    void nobodyGetsInWithoutThePassword(String user) {
        for (String password : List.of("", user, "postgres", "wrong")) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url());
            source.setUser(user);
            source.setPassword(password);

            assertThatExceptionOfType(SQLException.class).isThrownBy(source::getConnection);
        }
    }

    @Test
    void noPoolKnowsTheSuperuser() throws IOException {
        String superuser = Files.readString(server.data().resolve("secrets/postgres")).strip();

        for (String secret : List.of("app", "worker", "maint")) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url());
            source.setUser("postgres");
            source.setPassword(
                    Files.readString(server.data().resolve("secrets/" + secret)).strip());

            assertThat(source.getPassword()).isNotEqualTo(superuser);
            assertThatExceptionOfType(SQLException.class).isThrownBy(source::getConnection);
        }
    }

    @Test
    void everyLineOfTheAccessFileAsksForAPasswordAndIsOnLoopback() throws IOException {
        List<String> lines =
                Files.readAllLines(server.data().resolve("postgres/pg_hba.conf")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();

        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("127.0.0.1/32 scram-sha-256"));
    }

    @Test
    void listensOnLoopbackAloneAndIsDurable() {
        for (String expected :
                List.of(
                        "listen_addresses=127.0.0.1",
                        "fsync=on",
                        "full_page_writes=on",
                        "synchronous_commit=on",
                        "data_checksums=on",
                        "password_encryption=scram-sha-256")) {
            String name = expected.substring(0, expected.indexOf('='));
            String value =
                    server.sql()
                            .sql("select current_setting(cast(? as text))")
                            .param(name)
                            .query(String.class)
                            .single();

            assertThat(name + "=" + value).isEqualTo(expected);
        }
    }

    @Test
    void opensNoSocketFile() throws IOException {
        assertThat(server.data().resolve("postgres/postgresql.conf"))
                .content()
                .contains("unix_socket_directories = ''");
        assertThat(server.data().resolve("postgres/postmaster.pid"))
                .content()
                .doesNotContain(".s.PGSQL");
    }

    @Test
    void secretsAreForTheOwnerAlone() throws IOException {
        Path secrets = server.data().resolve("secrets");
        try (var files = Files.list(secrets)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(Files.getPosixFilePermissions(file))
                                            .hasSizeLessThanOrEqualTo(2));
        }
    }

    private String url() {
        return ((PGSimpleDataSource) server.maint()).getUrl();
    }
}
