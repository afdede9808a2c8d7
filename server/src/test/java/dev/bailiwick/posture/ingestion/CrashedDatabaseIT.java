package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A database that dies alone between two sets of findings, while the server that writes them lives
 * on: sets do not wait for the disk, so that some that the server saw committed are lost.
 */
final class CrashedDatabaseIT {

    private static final int FINDINGS = 12_000;

    @TempDir private Path data;

    @Test
    void everyFindingIsWrittenOnceThoughSetsThatWereCommittedAreLost() throws Exception {
        try (TestServer server = TestServer.start(data, Map.of())) {
            keepLogInMemory();
            Harbour harbour = Harbour.on(server);
            UUID id = harbour.accepted(Harbour.findings(0, FINDINGS));
            long seen = Eventually.get(() -> written(server, id), written -> written > 0);

            stopImmediately();
            Eventually.holds(() -> isUp(server));
            long left = written(server, id);
            harbour.await(id);

            assertThat(seen).as("in the middle").isLessThan(FINDINGS);
            assertThat(left).as("after the crash").isLessThan(FINDINGS);
            assertThat(written(server, id)).isEqualTo(FINDINGS);
            assertThat(harbour.count("finding", "true")).isEqualTo(FINDINGS);
            assertThat(harbour.text("select count(distinct uid) from finding"))
                    .isEqualTo(Integer.toString(FINDINGS));
            assertThat(harbour.count("resource", "true")).isEqualTo(FINDINGS / 10);
            assertThat(harbour.count("scan", "published_at is not null")).isOne();
        }
    }

    /** So that as much as possible is lost with the server's memory. */
    private void keepLogInMemory() throws IOException, SQLException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        try (Connection superuser =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:%s/bailiwick".formatted(port.strip()),
                                "postgres",
                                Files.readString(data.resolve("secrets/postgres")).strip());
                Statement statement = superuser.createStatement()) {
            statement.execute("alter system set wal_writer_delay = '10s'");
            statement.execute("select pg_reload_conf()");
        }
    }

    /** As {@code pg_ctl stop -m immediate}: nothing is written any more. */
    private void stopImmediately() throws IOException, InterruptedException {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst();
        Process quit = new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start();
        assertThat(quit.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(quit.exitValue()).isZero();
    }

    private static boolean isUp(TestServer server) {
        try {
            return server.sql().sql("select true").query(Boolean.class).single();
        } catch (DataAccessException down) {
            return false;
        }
    }

    private static long written(TestServer server, UUID id) {
        return server.sql()
                .sql("select written from ingestion where id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }
}
