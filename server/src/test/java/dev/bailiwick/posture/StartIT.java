package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.setup.Superuser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What keeps a server from starting, and that nothing is left of one that did not. */
final class StartIT {

    @TempDir private static Path data;

    @Test
    void everyFaultOfTheWallIsNamedAtOnceAndNothingIsServed() throws IOException {
        TestServer.start(data, Map.of()).close();
        Superuser superuser = new Superuser(data);
        superuser.run(
                "drop policy bailiwick_app on posture.scan",
                "alter table posture.provider no force row level security",
                "create table posture.stray (tenant_id uuid, secret text)",
                "grant select on posture.stray to bailiwick_app");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> TestServer.start(data, Map.of()))
                .withMessageContaining("table scan: policy bailiwick_app is missing")
                .withMessageContaining("table provider: row-level security is not forced")
                .withMessageContaining("table stray: is not declared")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(CommandException.FAILED));
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();

        superuser.run(
                "alter table posture.provider force row level security",
                "drop table posture.stray",
                "update posture.flyway_schema_history set checksum = 0 where script ="
                        + " 'R__isolation.sql'");
        TestServer.start(data, Map.of()).close();
    }

    @Test
    void aTakenPortIsNamedBeforeADatabaseIsMade(@TempDir Path own) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> TestServer.start(own, Map.of("bailiwick.http.port", port)))
                    .withMessageContaining("Port " + port + " is taken")
                    .withMessageContaining("--port");
        }
        assertThat(own.resolve("postgres")).doesNotExist();
    }

    @Test
    void aPasswordInTheDatabasesAddressIsRefusedAndNotRepeated(@TempDir Path own) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(
                        () ->
                                TestServer.start(
                                        own,
                                        Map.of(
                                                "bailiwick.database.url",
                                                "jdbc:postgresql://127.0.0.1/x?password=p4ss")))
                .withMessageContaining("must not carry user or password")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("p4ss"));
    }

    @Test
    void aWrongSettingIsNamed(@TempDir Path own) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(
                        () ->
                                TestServer.start(
                                        own, Map.of("bailiwick.database.app-connections", "0")))
                .withMessageContaining("app-connections")
                .withMessageContaining("at least 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bailiwick.jobs.serves | scan,checks | 'scan' is no queue; there are scans",
                "bailiwick.retention.days | 0 | The setting bailiwick.retention",
                "bailiwick.jobs.queues.scans | 0 | bailiwick.jobs.queues.scans: at least 1, not 0",
                "bailiwick.checks.time-limit | 10 | '10' is no duration, as 500ms, 30s, 5m",
                "bailiwick.checks.allowed-host | x | did you mean bailiwick.checks.allowed-hosts?"
            })
    void aWrongSettingIsToldBeforeADatabaseIsMade(
            String name, String value, String told, @TempDir Path own) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> TestServer.start(own, Map.of(name, value)))
                .withMessageContaining(told)
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(CommandException.COULD_NOT));
        assertThat(own.resolve("postgres")).doesNotExist();
    }

    @Test
    void aDurationWithoutAUnitIsRefusedAlsoWhereADatabaseIs() {
        TestServer.start(data, Map.of()).close();

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(
                        () ->
                                TestServer.start(
                                        data, Map.of("bailiwick.tokens.access-lifetime", "30")))
                .withMessageContaining("bailiwick.tokens.access-lifetime")
                .withMessageContaining("'30' is no duration, as 500ms, 30s, 5m, 2h or 7d.");
    }

    @Test
    void aWrongCheckOfTheOperatorsOwnIsNamedWithItsPlace(@TempDir Path own) throws IOException {
        Path checks = Files.createDirectory(own.resolve("checks"));
        Files.writeString(checks.resolve("label.yaml"), "id: acme_label\ntitel: wrong\n");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(
                        () ->
                                TestServer.start(
                                        own.resolve("data"),
                                        Map.of("bailiwick.checks.directory", checks.toString())))
                .withMessageContaining("label.yaml:2:1: ");
    }

    @Test
    void aLostPasswordFileOfTheDatabaseIsNamed() throws IOException {
        TestServer.start(data, Map.of()).close();
        Path secret = data.resolve("secrets/postgres");
        String password = Files.readString(secret);
        Files.writeString(secret, "another");
        try {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> TestServer.start(data, Map.of()))
                    .withMessageContaining("refuses postgres: wrong password");
        } finally {
            Files.writeString(secret, password);
        }
    }
}
