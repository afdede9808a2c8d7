package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/** Files that come while authority in their tenant moves. */
final class MovedSenderIT {

    private static final String SEEN = "420000000001";
    private static final String HIDDEN = "420000000002";

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private final Person person = acme.member("MANAGE_INGESTIONS");

    @Test
    void whatAColleagueChangesMeanwhileLosesNothing() throws IOException {
        try (Sending file = new Sending(person.api(), record(SEEN, 1) + ",")) {
            acme.api()
                    .post("provider-groups", document("provider-groups", Map.of("name", "fern")))
                    .expect(201);
            file.send("{\"no\": \"record\"}," + record(SEEN, 2));

            assertThat(file.answer()).startsWith("HTTP/1.1 202 ");
        }
        Eventually.holds(() -> uploads("completed") == 1);
        assertThat(acme.api().get("findings/latest").expect(200).items()).hasSize(2);
        String ingestion = acme.api().get("ingestions").expect(200).ids().getFirst();
        assertThat(acme.api().get("ingestions/" + ingestion + "/errors").expect(200).items())
                .hasSize(1);
    }

    @Test
    void whoMayNoLongerSendLeavesNothing() throws IOException {
        try (Sending file = new Sending(person.api(), record(SEEN, 1))) {
            takeAway(person);

            assertThat(file.answer()).startsWith("HTTP/1.1 503 ").contains("Send the file again");
        }
        assertThat(uploads("receiving")).isZero();
        assertThat(acme.api().get("ingestions").expect(200).items()).isEmpty();
        person.api().get("ingestions").expect(403);
    }

    /** What the sender sees by the end is what counts. */
    @Test
    void whoIsLimitedMeanwhileWritesNothingThatTheyDoNotSee() throws IOException {
        UUID seen = provider(SEEN);
        provider(HIDDEN);
        try (Sending file = new Sending(person.api(), record(HIDDEN, 1))) {
            acme.limit(person, seen);

            assertThat(file.answer()).startsWith("HTTP/1.1 403 ");
        }
        assertThat(acme.api().get("findings/latest").expect(200).items()).isEmpty();
        assertThat(uploads("receiving")).isZero();
    }

    private void takeAway(Person from) {
        String role =
                acme.api()
                        .get("users/" + from.id() + "?include=roles")
                        .expect(200)
                        .at("/data/relationships/roles/data/0/id")
                        .asString();
        acme.api()
                .patch("roles/" + role, document("roles", role, Map.of("manage_ingestions", false)))
                .expect(200);
    }

    private TestServer server() {
        return acme.server();
    }

    private UUID provider(String uid) {
        Map<String, String> account = Map.of("provider", "aws", "uid", uid);
        return UUID.fromString(
                acme.api().post("providers", document("providers", account)).expect(201).id());
    }

    private long uploads(String status) {
        return server().sql()
                .sql("select count(*) from ingestion where tenant_id = ? and status = ?")
                .params(acme.id(), status)
                .query(Long.class)
                .single();
    }

    /** A file that comes piece by piece, and ends with as much space as was announced. */
    private final class Sending implements AutoCloseable {

        private final Sender sender;
        private int sent;

        Sending(Api api, String first) throws IOException {
            byte[] beginning = ("[" + first).getBytes(UTF_8);
            sender = Sender.of(server(), api, beginning);
            sent = beginning.length;
            Eventually.holds(() -> uploads("receiving") == 1);
        }

        void send(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            sender.send(bytes);
            sent += bytes.length;
        }

        String answer() throws IOException {
            send("]");
            sender.send(" ".repeat(Sender.ANNOUNCED - sent).getBytes(UTF_8));
            Eventually.holds(sender::isAnswered);
            return sender.answer();
        }

        @Override
        public void close() throws IOException {
            sender.close();
        }
    }

    private static String record(String account, int number) {
        return Records.numbered(account, number).toString();
    }
}
