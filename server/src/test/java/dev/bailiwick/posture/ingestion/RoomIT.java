package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.edge.RawHttp;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** Uploads for which there is no room, and those that break off: nothing of them is left. */
final class RoomIT {

    private static final TestServer SERVER = TestServer.shared();

    private final Tenancy acme = Tenancy.of(SERVER);

    @Test
    void refusesWhatIsTooLargeBeforeItIsSent() throws IOException {
        RawHttp.Answer answer =
                new RawHttp(SERVER.uri())
                        .request(
                                "POST /api/v1/ingestions",
                                "",
                                "Host: localhost",
                                "Content-Type: application/json",
                                authorization(),
                                "Content-Length: 3000000000");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("\"errors\"");
        assertThat(rows(SERVER, acme)).isZero();
    }

    @Test
    void hasTheSenderComeBackWhileTooMuchIsWaiting() {
        SERVER.sql()
                .sql("update ingestion set stored_bytes = 2000000000 where id = ?")
                .param(Uploads.underWay(SERVER.sql(), acme.id(), "processing"))
                .update();

        Answer refused = upload(acme.api()).expect(429);

        assertThat(refused.header("Retry-After")).isEqualTo("30");
        assertThat(rows(SERVER, acme)).as("the waiting one").isOne();
        upload(Tenancy.of(SERVER).api()).expect(202);
    }

    @Test
    void uploadsThatComeAtOnceTakeNoMoreTogetherThanThereIs(@TempDir Path data) throws Exception {
        long most = 1_200_000;
        Map<String, String> little =
                Map.of("bailiwick.ingestion.most-waiting", Long.toString(most));
        // more than half of the room when its first megabyte is kept, so that a second is too much
        byte[] piece = Records.unpackable(Harbour.ACCOUNT, 1_500_000);

        try (TestServer server = TestServer.start(data, little)) {
            Tenancy tenancy = Tenancy.of(server);
            List<Sender> senders = Tenancy.atOnce(6, () -> Sender.of(server, tenancy.api(), piece));
            try {
                Eventually.holds(
                        () ->
                                senders.stream().filter(Sender::isAnswered).count() == 5
                                        && rows(server, tenancy) == 1);
                assertThat(senders)
                        .filteredOn(Sender::isAnswered)
                        .allMatch(each -> each.answer().startsWith("HTTP/1.1 429 "))
                        .allMatch(each -> each.answer().contains("Retry-After: 30"));
                assertThat(stored(server)).isBetween(most / 3, most);
            } finally {
                for (Sender each : senders) {
                    each.close();
                }
            }
            Eventually.holds(() -> rows(server, tenancy) == 0);
            upload(tenancy.api()).expect(202);
        }
    }

    @Test
    void noLockOfAnotherTenantsSqlKeepsAnUploadWaiting() {
        JdbcClient sql = SERVER.bean(JdbcClient.class);
        int status =
                Tenancy.of(SERVER)
                        .inTransaction(
                                () -> {
                                    assertThat(
                                                    sql.sql("select id from tenant for update")
                                                            .query(UUID.class)
                                                            .list())
                                            .hasSize(1);
                                    return upload(acme.api()).status();
                                });

        assertThat(status).isEqualTo(202);
    }

    @Test
    void leavesNothingOfAnUploadThatIsCutOff() throws IOException {
        byte[] file = Harbour.findings(0, 2_000).getBytes(UTF_8);
        try (Sender sender =
                Sender.of(SERVER, acme.api(), Arrays.copyOf(file, file.length - 1_000))) {
            assertThat(sender.isAnswered()).isFalse();
            Eventually.holds(() -> chunks() > 0);
            assertThat(acme.api().get("ingestions").expect(200).items()).isEmpty();
        }

        Eventually.holds(() -> rows(SERVER, acme) == 0);
        assertThat(chunks()).isZero();
    }

    @Test
    void stopsReadingWhatTurnsOutTooLarge(@TempDir Path data) throws IOException {
        Map<String, String> narrow = Map.of("bailiwick.ingestion.largest-upload", "64KB");
        byte[] large = Harbour.findings(0, 100).getBytes(UTF_8);

        try (TestServer server = TestServer.start(data, narrow)) {
            Tenancy tenancy = Tenancy.of(server);
            Api api = tenancy.api();
            api.post("ingestions", "application/json", large).expect(413);
            api.post("ingestions", "application/gzip", gzip(large)).expect(413);
            api.send(
                            api.request("ingestions")
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            BodyPublishers.ofInputStream(
                                                    () -> new ByteArrayInputStream(large))))
                    .expect(413);
            assertThat(rows(server, tenancy)).isZero();
            upload(api).expect(202);
        }
    }

    @Test
    void refusesWhileTheDiskIsNearlyFull(@TempDir Path data) {
        Map<String, String> full = Map.of("bailiwick.ingestion.least-free-disk", "1000000TB");

        try (TestServer server = TestServer.start(data, full)) {
            Tenancy tenancy = Tenancy.of(server);
            upload(tenancy.api()).expect(507);
            assertThat(rows(server, tenancy)).isZero();
        }
    }

    private static Answer upload(Api api) {
        return api.post("ingestions", "application/json", Harbour.findings(0, 2).getBytes(UTF_8));
    }

    private String authorization() {
        return Sender.authorization(acme.api());
    }

    private static long stored(TestServer server) {
        return server.sql()
                .sql("select sum(stored_bytes) from ingestion")
                .query(Long.class)
                .single();
    }

    private static long rows(TestServer server, Tenancy tenancy) {
        return server.sql()
                .sql("select count(*) from ingestion where tenant_id = ?")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    private long chunks() {
        return SERVER.sql()
                .sql("select count(*) from ingestion_chunk where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
