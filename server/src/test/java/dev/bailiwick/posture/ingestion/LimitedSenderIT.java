package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who sees some providers only writes results of those, and of no others. */
final class LimitedSenderIT {

    private static final String SEEN = "410000000001";
    private static final String HIDDEN = "410000000002";
    private static final String NEW = "410000000003";

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private Person sender;

    @BeforeEach
    void limit() {
        sender = acme.member("MANAGE_INGESTIONS");
        UUID seen = provider(SEEN);
        provider(HIDDEN);
        acme.limit(sender, seen);
    }

    private UUID provider(String uid) {
        Map<String, String> account = Map.of("provider", "aws", "uid", uid);
        return UUID.fromString(
                acme.api().post("providers", document("providers", account)).expect(201).id());
    }

    private static Answer send(Api who, String... accounts) {
        String file =
                Stream.of(accounts)
                        .map(account -> Records.numbered(account, 1).toString())
                        .collect(Collectors.joining("\n"));
        return who.post("ingestions", "application/x-ndjson", file.getBytes(UTF_8));
    }

    @Test
    void whatIsSeenIsTaken() {
        send(sender.api(), SEEN).expect(202);
    }

    @Test
    void whatIsNotSeenIsRefusedWhetherItIsThereOrNot() {
        Answer hidden = send(sender.api(), HIDDEN).expect(403);
        Answer absent = send(sender.api(), NEW).expect(403);
        send(sender.api(), SEEN, HIDDEN).expect(403);
        send(sender.api(), SEEN, NEW).expect(403);

        assertThat(hidden.at("/errors")).isEqualTo(absent.at("/errors"));
        assertThat(acme.api().get("ingestions").expect(200).ids()).isEmpty();
        assertThat(acme.api().get("providers").expect(200).ids()).hasSize(2);
        assertThat(left()).isZero();
    }

    @Test
    void whoSeesAllSendsAll() {
        Person other = acme.member("MANAGE_INGESTIONS");

        send(other.api(), SEEN, HIDDEN, NEW).expect(202);
    }

    private long left() {
        return acme.server()
                .sql()
                .sql("select count(*) from ingestion_chunk where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }
}
