package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.ingestion.ocsf.Records.finding;
import static dev.bailiwick.posture.ingestion.ocsf.Records.numbered;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Uploads over HTTP: the forms that are taken, and what can be read of them afterwards. */
final class UploadIT {

    private static final String GOOD =
            "[%s,%s]".formatted(numbered(Harbour.ACCOUNT, 0), numbered(Harbour.ACCOUNT, 1));
    private static final String MIXED =
            "[%s,7,%s]"
                    .formatted(
                            finding(r -> r.put("class_uid", 2003)), numbered(Harbour.ACCOUNT, 1));

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** The ways in which clients send a file. */
    enum Form {
        ARRAY("application/json", "identity"),
        LINES("application/x-ndjson", "identity"),
        PACKED("application/gzip", "identity"),
        PACKED_LINES("application/octet-stream", "identity"),
        PACKED_ON_THE_WAY("application/json", "gzip"),
        FORM("multipart/form-data; boundary=quay", "identity"),
        FORM_OF_PACKED("multipart/form-data; boundary=\"quay\"", "identity"),
        FORM_PACKED_ON_THE_WAY("multipart/form-data; boundary=quay", "gzip");

        private final String type;
        private final String encoding;

        Form(String type, String encoding) {
            this.type = type;
            this.encoding = encoding;
        }

        private byte[] body() {
            byte[] array = GOOD.getBytes(UTF_8);
            byte[] lines = lines().getBytes(UTF_8);
            return switch (this) {
                case ARRAY -> array;
                case LINES -> lines;
                case PACKED, PACKED_ON_THE_WAY -> gzip(array);
                case PACKED_LINES -> gzip(lines);
                case FORM -> form(array);
                case FORM_OF_PACKED -> form(gzip(array));
                case FORM_PACKED_ON_THE_WAY -> gzip(form(array));
            };
        }

        private static String lines() {
            return numbered(Harbour.ACCOUNT, 0) + "\n" + numbered(Harbour.ACCOUNT, 1) + "\n";
        }

        private static byte[] form(byte[] file) {
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            form.writeBytes(
                    """
                    --quay
                    Content-Disposition: form-data; name="file"; filename="harbour.ocsf.json"
                    Content-Type: application/json

                    """
                            .replace("\n", "\r\n")
                            .getBytes(UTF_8));
            form.writeBytes(file);
            form.writeBytes("\r\n--quay--\r\n".getBytes(UTF_8));
            return form.toByteArray();
        }

        private static byte[] gzip(byte[] plain) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAFileIn(Form form) {
        Answer accepted =
                acme.api()
                        .send(
                                acme.api()
                                        .request("ingestions")
                                        .header("Content-Type", form.type)
                                        .header("Content-Encoding", form.encoding)
                                        .POST(BodyPublishers.ofByteArray(form.body())))
                        .expect(202);

        assertThat(accepted.at("/data/type").asString()).isEqualTo("ingestions");
        assertThat(accepted.at("/data/attributes/requested_at").isNull()).isFalse();
        Answer completed = completed(acme.api(), accepted.id());
        assertThat(completed.at("/data/attributes/summary").toString())
                .isEqualTo(
                        acme.api()
                                .get("ingestions")
                                .expect(200)
                                .at("/data/0/attributes/summary")
                                .toString())
                .contains("\"total\":2", "\"processed\":2", "\"invalid\":0");
        assertThat(acme.api().get("findings/latest").expect(200).items()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "application/xml", "multipart/form-data", "nonsense"})
    void refusesOtherTypes(String type) {
        assertThat(acme.api().post("ingestions", type, GOOD.getBytes(UTF_8)).status())
                .isIn(400, 415);
        assertThat(acme.api().get("ingestions").expect(200).items()).isEmpty();
    }

    @Test
    void tellsWhereARefusedUploadCanBeRead() {
        Answer refused =
                acme.api().post("ingestions", "application/json", "[{".getBytes(UTF_8)).expect(400);

        assertThat(refused.at("/errors/0/code").asString()).isEqualTo("malformed_file");
        String path = String.valueOf(refused.header("Content-Location"));
        assertThat(refused.at("/errors/0/detail").asString()).contains(path + "/errors");
        Answer kept = acme.api().get(path.substring("/api/v1/".length())).expect(200);
        assertThat(kept.at("/data/attributes/status").asString()).isEqualTo("failed");
        assertThat(kept.at("/data/attributes/reason").asString()).isNotBlank();
    }

    /** As a broken exporter sends it. */
    @Test
    void saysSoWhenThereIsNothingInAFile() {
        Answer ended = completed(acme.api(), upload("[]"));

        assertThat(ended.at("/data/attributes/reason").asString())
                .isEqualTo("There is no record in the file");
        assertThat(acme.api().get("scans").expect(200).items()).isEmpty();
    }

    @Test
    void listsIngestionsByStatusAndTime() {
        Api api = acme.api();
        String good = upload(GOOD);
        completed(api, good);
        api.post("ingestions", "application/json", "[{".getBytes(UTF_8)).expect(400);
        String today = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        String later = LocalDate.now(ZoneOffset.UTC).plusDays(2).toString();

        assertThat(ids("sort=inserted_at")).hasSize(2).startsWith(good);
        assertThat(ids("sort=-requested_at")).hasSize(2).endsWith(good);
        assertThat(ids("filter[status]=completed")).containsExactly(good);
        assertThat(ids("filter[status]=failed")).hasSize(1).doesNotContain(good);
        assertThat(ids("filter[status__in]=completed,failed")).hasSize(2);
        assertThat(ids("filter[status]=pending")).isEmpty();
        assertThat(ids("filter[inserted_at__gte]=" + today)).hasSize(2);
        assertThat(ids("filter[inserted_at__gte]=" + later)).isEmpty();
        assertThat(ids("filter[completed_at__lte]=" + later)).hasSize(2);
        assertThat(ids("filter[completed_at__date]=" + later)).isEmpty();
        assertThat(ids("filter[search]=complet")).contains(good);
        api.get("ingestions?filter[status]=lost").expect(400);
        api.get("ingestions?sort=reason").expect(400);
        assertThat(
                        api.get("ingestions/" + good + "?fields[ingestions]=status")
                                .expect(200)
                                .at("/data/attributes")
                                .propertyNames())
                .containsExactly("status");
    }

    @Test
    void listsWhatIsWrongWithAnUpload() {
        String id = upload(MIXED);
        Answer ended = completed(acme.api(), id);

        assertThat(ended.at("/data/attributes/reason").asString())
                .isEqualTo("2 of 3 records were refused; its errors say why");
        Answer errors = acme.api().get("ingestions/" + id + "/errors").expect(200);
        assertThat(positions(errors)).containsExactly(0L, 1L);
        assertThat(errors.at("/data/0/attributes/pointer").asString()).isEqualTo("/class_uid");
        assertThat(errors.at("/data/0/attributes/reason").asString()).contains("2003");
        assertThat(
                        positions(
                                acme.api()
                                        .get("ingestions/" + id + "/errors?sort=-position")
                                        .expect(200)))
                .containsExactly(1L, 0L);
        Answer second =
                acme.api()
                        .get("ingestions/" + id + "/errors?page[size]=1&page[number]=2")
                        .expect(200);
        assertThat(positions(second)).containsExactly(1L);
        assertThat(second.at("/meta/pagination/count").asInt()).isEqualTo(2);
        acme.api().get("ingestions/" + acme.id() + "/errors").expect(404);
    }

    @Test
    void isForThoseWhoMayManageIngestions() {
        String id = upload(GOOD);
        Api without =
                acme.member(
                                "MANAGE_USERS",
                                "MANAGE_ACCOUNT",
                                "MANAGE_BILLING",
                                "MANAGE_PROVIDERS",
                                "MANAGE_INTEGRATIONS",
                                "MANAGE_SCANS")
                        .api();

        without.post("ingestions", "application/json", GOOD.getBytes(UTF_8)).expect(403);
        for (String path :
                List.of("ingestions", "ingestions/" + id, "ingestions/" + id + "/errors")) {
            without.get(path).expect(403);
            acme.api().anonymous().get(path).expect(401);
        }
        Api with = acme.member("MANAGE_INGESTIONS").api();
        with.post("ingestions", "application/json", GOOD.getBytes(UTF_8)).expect(202);
        with.get("ingestions/" + id).expect(200);
    }

    @Test
    void takesTheKeyOfAMachine() {
        String key =
                acme.api()
                        .post("api-keys", Api.document("api-keys", Map.of("name", "scanner")))
                        .expect(201)
                        .at("/data/attributes/api_key")
                        .asString();
        Api machine = server.api().withKey(key);

        String id =
                machine.post("ingestions", "application/json", GOOD.getBytes(UTF_8))
                        .expect(202)
                        .id();

        completed(machine, id);
    }

    private String upload(String file) {
        return acme.api()
                .post("ingestions", "application/json", file.getBytes(UTF_8))
                .expect(202)
                .id();
    }

    private static Answer completed(Api api, String id) {
        return Eventually.get(
                () -> api.get("ingestions/" + id).expect(200),
                answer -> answer.at("/data/attributes/status").asString().equals("completed"));
    }

    private List<String> ids(String query) {
        return acme.api().get("ingestions?" + query).expect(200).ids();
    }

    private static List<Long> positions(Answer errors) {
        return errors.items().stream()
                .map(item -> item.at("/attributes/position").asLong())
                .toList();
    }
}
