package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
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
    private static final String OTHER = "410000000004";
    private static final String HIDDEN = "410000000002";
    private static final String NEW = "410000000003";

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private Person sender;
    private UUID seen;
    private UUID other;

    @BeforeEach
    void limit() {
        sender = acme.member("MANAGE_INGESTIONS");
        seen = provider(SEEN);
        other = provider(OTHER);
        provider(HIDDEN);
        acme.limit(sender, seen, other);
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
        assertThat(acme.api().get("providers").expect(200).ids()).hasSize(3);
        assertThat(left()).isZero();
    }

    @Test
    void whatIsDeletedBeforeItIsWrittenIsNotMadeAgain() {
        String file = sentBehindAnother(sender.api());
        acme.api().delete("providers/" + seen).expect(202);

        written(file);

        assertThat(acme.api().get("providers?filter[uid]=" + SEEN).expect(200).ids()).isEmpty();
        assertThat(findings(seen)).isZero();
        assertThat(findings(other)).isEqualTo(1);
    }

    @Test
    void whatSomebodyElseHasMadeInItsPlaceIsNotWrittenTo() {
        String file = sentBehindAnother(sender.api());
        acme.api().delete("providers/" + seen).expect(202);
        UUID again = provider(SEEN);

        written(file);

        assertThat(findings(again)).isZero();
        assertThat(findings(other)).isEqualTo(1);
    }

    @Test
    void whoSeesAllHasItMadeAgain() {
        String file = sentBehindAnother(acme.member("MANAGE_INGESTIONS").api());
        acme.api().delete("providers/" + seen).expect(202);

        written(file);

        String again = acme.api().get("providers?filter[uid]=" + SEEN).expect(200).ids().getFirst();
        assertThat(findings(UUID.fromString(again))).isEqualTo(1);
        assertThat(findings(other)).isEqualTo(1);
    }

    /** It is not written before the other is, which nobody writes. */
    private String sentBehindAnother(Api who) {
        acme.server()
                .sql()
                .sql(
                        """
                        with earlier as (
                            update ingestion set requested_at = now() - interval '1 hour' where id = ?
                            returning tenant_id, id)
                        insert into ingestion_account (tenant_id, ingestion_id, provider, uid, source)
                        select tenant_id, id, 'aws', ?, '{}' from earlier
                        """)
                .params(Uploads.underWay(acme.server().sql(), acme.id(), "pending"), OTHER)
                .update();
        return send(who, SEEN, OTHER).expect(202).id();
    }

    private void written(String file) {
        acme.server()
                .sql()
                .sql("delete from ingestion where tenant_id = ? and id <> cast(? as uuid)")
                .params(acme.id(), file)
                .update();
        Eventually.get(
                () -> acme.api().get("ingestions/" + file).at("/data/attributes/status").asString(),
                "completed"::equals);
    }

    private long findings(UUID provider) {
        return acme.server()
                .sql()
                .sql("select count(*) from finding where tenant_id = ? and provider_id = ?")
                .params(acme.id(), provider)
                .query(Long.class)
                .single();
    }

    @Test
    void whoSeesAllSendsAll() {
        Person colleague = acme.member("MANAGE_INGESTIONS");

        send(colleague.api(), SEEN, HIDDEN, NEW).expect(202);
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
