package dev.bailiwick.posture.ingestion;

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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An upload is seen by who sent it, and by who sees every provider that it is of. */
final class SeenUploadsIT {

    private static final String ONE = "210987654001";
    private static final String TWO = "210987654002";
    private static final String LATER = "210987654003";

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private UUID one;
    private UUID two;
    private Person sender;

    @BeforeEach
    void limit() {
        one = provider(ONE);
        two = provider(TWO);
        sender = limited(one, two);
    }

    private UUID provider(String uid) {
        Map<String, String> account = Map.of("provider", "aws", "uid", uid);
        return UUID.fromString(
                acme.api().post("providers", Api.document("providers", account)).expect(201).id());
    }

    private Person limited(UUID... providers) {
        Person person = acme.member("MANAGE_INGESTIONS");
        acme.limit(person, providers);
        return person;
    }

    /** With one bad record behind the good ones. */
    private static Answer send(Api who, String... accounts) {
        String file =
                Stream.concat(
                                Stream.of(accounts)
                                        .map(account -> Records.numbered(account, 1).toString()),
                                Stream.of("{}"))
                        .collect(Collectors.joining("\n"));
        return who.post("ingestions", "application/x-ndjson", file.getBytes(UTF_8));
    }

    private String written(Person who, String... accounts) {
        String id = send(who.api(), accounts).expect(202).id();
        Eventually.get(
                () -> acme.api().get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
        return id;
    }

    /** The list, the one, its errors and its task say the same. */
    private boolean sees(Person who, String upload) {
        boolean listed = who.api().get("ingestions").expect(200).ids().contains(upload);
        int status = listed ? 200 : 404;
        who.api().get("ingestions/" + upload).expect(status);
        String task = taskOf(upload);
        who.api().get("tasks/" + task).expect(status);
        assertThat(who.api().get("tasks?page[size]=100").expect(200).ids().contains(task))
                .isEqualTo(listed);
        Answer errors = who.api().get("ingestions/" + upload + "/errors").expect(status);
        if (listed) {
            assertThat(errors.items()).hasSize(1);
        }
        return listed;
    }

    private String taskOf(String upload) {
        return acme.server()
                .sql()
                .sql("select id from job where tenant_id = ? and ingestion_id = ?")
                .params(acme.id(), UUID.fromString(upload))
                .query(String.class)
                .single();
    }

    @Test
    void isSeenByWhoSeesAllOfItsProviders() {
        String both = written(sender, ONE, TWO);
        String first = written(sender, ONE);

        assertThat(acme.api().get("ingestions").expect(200).ids())
                .containsExactlyInAnyOrder(both, first);
        Person same = limited(two, one);
        Person less = limited(one);
        Person other = limited(two);
        Person none = limited();
        assertThat(Stream.of(sender, same, less, other, none).map(who -> sees(who, both)))
                .containsExactly(true, true, false, false, false);
        assertThat(Stream.of(sender, same, less, other, none).map(who -> sees(who, first)))
                .containsExactly(true, true, true, false, false);
    }

    @Test
    void isSeenByItsSenderWhateverBecameOfTheirSight() {
        String both = written(sender, ONE, TWO);
        acme.server()
                .sql()
                .sql(
                        """
                        delete from provider_group_member where tenant_id = ? and provider_id = ?
                        """)
                .params(acme.id(), two)
                .update();
        acme.server()
                .sql()
                .sql("update tenant set authority_epoch = authority_epoch + 1 where id = ?")
                .param(acme.id())
                .update();

        assertThat(sees(sender, both)).isTrue();
        assertThat(sees(limited(one), both)).isFalse();
    }

    @Test
    void ofAnAccountThatHasNoProviderYetIsSeenOnceItHas() {
        Person all = acme.member("MANAGE_INGESTIONS");
        Person some = limited(one);
        UUID earlier = pending(ONE, 0);
        String file = send(all.api(), ONE, LATER).expect(202).id();
        assertThat(sees(some, file)).isFalse();

        acme.server().sql().sql("delete from ingestion where id = ?").param(earlier).update();
        Eventually.get(
                () -> acme.api().get("ingestions/" + file).at("/data/attributes/status").asString(),
                "completed"::equals);
        assertThat(sees(some, file)).as("it is of another one too").isFalse();
        UUID later =
                UUID.fromString(
                        acme.api()
                                .get("providers?filter[uid]=" + LATER)
                                .expect(200)
                                .ids()
                                .getFirst());
        acme.limit(some, later);
        assertThat(sees(some, file)).isTrue();
    }

    /** Nobody writes it. */
    private UUID pending(String account, long bytes) {
        return acme.server()
                .sql()
                .sql(
                        """
                        with earlier as (
                            update ingestion set requested_at = now() - interval '1 hour', stored_bytes = ? where id = ?
                            returning tenant_id, id)
                        insert into ingestion_account (tenant_id, ingestion_id, provider, uid, source)
                        select tenant_id, id, 'aws', ?, '{}' from earlier
                        returning ingestion_id
                        """)
                .params(bytes, Uploads.underWay(acme.server().sql(), acme.id(), "pending"), account)
                .query(UUID.class)
                .single();
    }

    @Test
    void isCancelledByWhoSeesIt() {
        pending(ONE, 0);
        String file = send(sender.api(), ONE, TWO).expect(202).id();
        String task = taskOf(file);

        limited(one).api().delete("tasks/" + task).expect(404);
        assertThat(status(file)).isIn("pending", "processing");

        limited(one, two).api().delete("tasks/" + task).expect(202);
        acme.server().keepHouse("abandoned-uploads");
        assertThat(status(file)).isEqualTo("failed");
    }

    private String status(String file) {
        return acme.api()
                .get("ingestions/" + file)
                .expect(200)
                .at("/data/attributes/status")
                .asString();
    }

    @Test
    void whatIsNotSeenTakesRoomAllTheSame() {
        pending("210987654999", 2_000_000_000);

        send(sender.api(), ONE).expect(429);
    }

    @Test
    void rawSqlSeesTheSame() {
        String both = written(sender, ONE, TWO);
        String upload = "ingestion where id = '%s'".formatted(both);
        String task = "job where id = '%s'".formatted(taskOf(both));
        for (String row : List.of(upload, task)) {
            assertThat(count("all", row)).isOne();
            assertThat(count("", row)).isZero();
        }
    }

    private long count(String providers, String rows) {
        try (Connection connection = TestServer.shared().app().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "select set_config('bailiwick.tenant', '%s', true), set_config('bailiwick.providers', '%s', true)"
                            .formatted(acme.id(), providers));
            try (ResultSet row = statement.executeQuery("select count(*) from " + rows)) {
                row.next();
                return row.getLong(1);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Its number is another's one day, whose viewers are not to see what was of the first. */
    @Test
    void aProviderThatIsRemovedTakesItsNumberAlong() {
        String file = written(sender, ONE);
        assertThat(sees(limited(one), file)).isTrue();

        String task = acme.api().delete("providers/" + one).expect(202).id();
        Eventually.get(
                () -> acme.api().get("tasks/" + task).at("/data/attributes/state").asString(),
                "completed"::equals);

        assertThat(
                        acme.server()
                                .sql()
                                .sql(
                                        "select count(*) from ingestion where tenant_id = ? and"
                                                + " provider_nos is null")
                                .param(acme.id())
                                .query(Long.class)
                                .single())
                .isOne();
        assertThat(sees(sender, file)).isTrue();
        acme.api().get("ingestions/" + file).expect(200);
    }
}
