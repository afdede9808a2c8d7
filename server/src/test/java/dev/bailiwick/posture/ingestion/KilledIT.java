package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A server that dies while it writes, and the one that is started after it. */
final class KilledIT {

    private static final int FINDINGS = 12_000;
    private static final int PAGE = 100;

    @TempDir private Path room;

    @Test
    void whatAKilledServerLeftIsFinishedExactlyOnce() throws Exception {
        String data = room.resolve("data").toString();
        String email = Tenancy.email();
        byte[] file = Harbour.findings(0, FINDINGS).getBytes(UTF_8);

        String id;
        try (ServerProcess first = ServerProcess.serve(room.resolve("first"), "--data", data)) {
            Api api = first.api().signUp(email);
            try (Connection superuser = superuser(Path.of(data));
                    Statement statement = superuser.createStatement()) {
                statement.execute(CrashedDatabaseIT.HELD);
                statement.execute("select pg_advisory_lock(1, 1)");
                id = api.post("ingestions", "application/json", file).expect(202).id();
                Eventually.holds(() -> CrashedDatabaseIT.isHeld(statement));
                assertThat(percentOfTask(api)).isBetween(1, 99);
                assertThat(count(api, "findings/latest")).isZero();
                assertThat(status(api.get("ingestions/" + id))).isEqualTo("processing");
                first.kill();
                statement.execute("select pg_advisory_unlock(1, 1)");
                statement.execute(
                        "drop trigger held on posture.ingestion; drop function posture.held()");
            }
        }

        try (ServerProcess second = ServerProcess.serve(room.resolve("second"), "--data", data)) {
            Api api = second.api().signIn(email);
            Eventually.get(() -> status(api.get("ingestions/" + id)), "completed"::equals);
            assertThat(processed(api, id)).isEqualTo(FINDINGS);
            assertThat(percentOfTask(api)).isEqualTo(100);
            assertThat(count(api, "ingestions")).isOne();
            assertThat(count(api, "scans")).isOne();
            assertThat(count(api, "providers")).isOne();
            assertThat(count(api, "resources/latest")).isEqualTo(FINDINGS / 10);
            assertThat(count(api, "findings/latest?filter[delta]=new")).isEqualTo(FINDINGS);
            assertThat(uids(api)).hasSize(FINDINGS);
        }
    }

    @Test
    void whatAKilledServerWasReceivingIsNeverShownAndRemoved() throws Exception {
        Path data = room.resolve("data");
        String email = Tenancy.email();

        try (ServerProcess first =
                ServerProcess.serve(room.resolve("first"), "--data", data.toString())) {
            Api api = first.api().signUp(email);
            try (Sender sender =
                    Sender.of(first.address(), api, Records.unpackable(Harbour.ACCOUNT, 3 << 20))) {
                Eventually.holds(() -> keptPieces(data) > 0);
                first.kill();
                assertThat(sender.isAnswered()).isFalse();
            }
        }

        try (TestServer second = TestServer.start(data, Map.of())) {
            Api api = second.api().signIn(email);
            assertThat(api.get("ingestions").expect(200).items()).isEmpty();
            assertThat(rows(second, "ingestion")).as("what is left").isOne();
            assertThat(rows(second, "ingestion_chunk")).isPositive();

            keepHouse(second);
            assertThat(rows(second, "ingestion")).as("it may yet be alive").isOne();
            second.sql()
                    .sql("update ingestion set touched_at = now() - interval '11 minutes'")
                    .update();
            keepHouse(second);

            assertThat(rows(second, "ingestion")).isZero();
            assertThat(rows(second, "ingestion_chunk")).isZero();
        }
    }

    private static int percentOfTask(Api api) {
        return api.get("tasks?filter[name]=ingestion")
                .at("/data/0/attributes/metadata/progress")
                .asInt(0);
    }

    private static void keepHouse(TestServer server) {
        AbandonedUploads uploads = server.bean(AbandonedUploads.class);
        Scopes.run(new Scope.Maintenance(uploads.reason(), Duration.ofMinutes(1)), uploads::run);
    }

    private static long rows(TestServer server, String table) {
        return server.sql().sql("select count(*) from " + table).query(Long.class).single();
    }

    /** Asked beside the server, which shows nothing of them. */
    private static long keptPieces(Path data) {
        try {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setPortNumbers(
                    new int[] {
                        Integer.parseInt(
                                Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3))
                    });
            database.setDatabaseName("bailiwick");
            database.setUser("bailiwick_maint");
            database.setPassword(Files.readString(data.resolve("secrets/maint")).strip());
            return JdbcClient.create(database)
                    .sql("select count(*) from posture.ingestion_chunk")
                    .query(Long.class)
                    .single();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void resourcesAreBroughtUpToDateAlsoByAServerThatIsStartedOnlyThen() throws Exception {
        Path data = room.resolve("changed");
        String email = Tenancy.email();

        try (ServerProcess first =
                ServerProcess.serve(room.resolve("third"), "--data", data.toString())) {
            Api api = first.api().signUp(email);
            String known = upload(api, Harbour.described(100, "old"));
            Eventually.get(() -> status(api.get("ingestions/" + known)), "completed"::equals);
            try (Connection holder = superuser(data)) {
                // what the scan says cannot be applied while somebody holds what it is about
                holder.setAutoCommit(false);
                holder.createStatement().execute("select from posture.resource for no key update");
                String id = upload(api, Harbour.described(100, "new"));
                Eventually.get(
                        () -> count(api, "scans?filter[state]=completed"), scans -> scans == 2);
                assertThat(status(api.get("ingestions/" + id))).isEqualTo("processing");
                first.kill();
            }
        }

        try (ServerProcess second =
                ServerProcess.serve(room.resolve("fourth"), "--data", data.toString())) {
            Api api = second.api().signIn(email);
            Eventually.get(
                    () -> count(api, "ingestions?filter[status]=completed"), done -> done == 2);
            assertThat(count(api, "resources/latest?filter[name__icontains]=new")).isEqualTo(100);
            assertThat(count(api, "resources/latest?filter[name__icontains]=old")).isZero();
            assertThat(count(api, "resources/latest?filter[tags]=new")).isEqualTo(100);
            assertThat(count(api, "scans")).isEqualTo(2);
        }
    }

    private static String upload(Api api, String file) {
        return api.post("ingestions", "application/json", file.getBytes(UTF_8)).expect(202).id();
    }

    private static Connection superuser(Path data) throws IOException, SQLException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/bailiwick".formatted(port.strip()),
                "postgres",
                Files.readString(data.resolve("secrets/postgres")).strip());
    }

    private static Set<String> uids(Api api) {
        Set<String> uids = new HashSet<>();
        for (int page = 1; page <= FINDINGS / PAGE; page++) {
            String query =
                    "?fields[findings]=uid&page[size]=%d&page[number]=%d".formatted(PAGE, page);
            Answer answer = api.get("findings/latest" + query).expect(200);
            answer.items().forEach(item -> uids.add(item.at("/attributes/uid").asString()));
        }
        return uids;
    }

    private static long count(Api api, String list) {
        return api.get(list).expect(200).at("/meta/pagination/count").asLong();
    }

    private static String status(Answer ingestion) {
        return ingestion.at("/data/attributes/status").asString();
    }

    private static long processed(Api api, String id) {
        return api.get("ingestions/" + id)
                .expect(200)
                .at("/data/attributes/summary/processed")
                .asLong();
    }
}
