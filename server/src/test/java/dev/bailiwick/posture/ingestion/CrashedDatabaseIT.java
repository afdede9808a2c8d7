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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A database that dies alone while a server writes findings, which lives on. Sets of them do not
 * wait for the disk, so that it may have less than the server saw committed; what the server makes
 * of that for certain is in {@link ProgressIT}.
 */
final class CrashedDatabaseIT {

    private static final int FINDINGS = 12_000;
    private static final int MIDDLE = FINDINGS / 2;

    /** Holds the set that comes to the middle until the session ends that has the lock. */
    static final String HELD =
            """
            create function posture.held() returns trigger language plpgsql as $$
            begin
                perform pg_advisory_xact_lock(1, 1);
                return new;
            end $$;
            create trigger held before update on posture.ingestion for each row
                when (old.written < %1$d and new.written >= %1$d) execute function posture.held();
            """
                    .formatted(MIDDLE);

    private static final String IS_HELD =
            """
            select count(*) from pg_locks where locktype = 'advisory' and classid = 1 and objid = 1 and not granted
            """;

    @TempDir private Path data;

    @Test
    void everyFindingIsWrittenOnceThoughTheDatabaseDiesInTheMiddle() throws Exception {
        try (TestServer server = TestServer.start(data, Map.of());
                Connection superuser = superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("alter system set wal_writer_delay = '10s'");
            statement.execute("select pg_reload_conf()");
            statement.execute(HELD);
            statement.execute("select pg_advisory_lock(1, 1)");
            Harbour harbour = Harbour.on(server);
            UUID id = harbour.accepted(Harbour.findings(0, FINDINGS));
            Eventually.holds(() -> isHeld(statement));
            assertThat(written(server, id)).as("in the middle").isBetween(1L, MIDDLE - 1L);

            stopImmediately();
            Eventually.holds(() -> isUp(server));
            harbour.await(id);

            assertThat(written(server, id)).isEqualTo(FINDINGS);
            assertThat(harbour.count("finding", "true")).isEqualTo(FINDINGS);
            assertThat(harbour.text("select count(distinct uid) from finding"))
                    .isEqualTo(Integer.toString(FINDINGS));
            assertThat(harbour.count("resource", "true")).isEqualTo(FINDINGS / 10);
            assertThat(harbour.count("scan", "published_at is not null")).isOne();
        }
    }

    private Connection superuser() throws IOException, SQLException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/bailiwick".formatted(port.strip()),
                "postgres",
                Files.readString(data.resolve("secrets/postgres")).strip());
    }

    static boolean isHeld(Statement statement) {
        try (ResultSet rows = statement.executeQuery(IS_HELD)) {
            rows.next();
            return rows.getInt(1) == 1;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** As {@code pg_ctl stop -m immediate}: nothing is written any more. Waits until it is down. */
    private void stopImmediately() throws Exception {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        Process quit = new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start();
        assertThat(quit.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(quit.exitValue()).isZero();
        postmaster.onExit().get(3, TimeUnit.MINUTES);
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
