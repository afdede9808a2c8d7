package dev.bailiwick.posture.scan;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.prowler.StandIn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Scans from their order to what is read of them, with a program that stands in for Prowler. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScannedIT {

    private static final String ACCOUNT = "310987654321";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    private final TestServer server;
    private final StandIn standIn;
    private Tenancy acme;
    private final Path program;
    private final Path data;

    ScannedIT(@TempDir Path room) throws IOException {
        program = room.resolve("program");
        data = room.resolve("data");
        standIn = StandIn.in(program, ACCOUNT);
        server = TestServer.start(data, Map.of("bailiwick.prowler.command", standIn.program()));
        acme = Tenancy.of(server);
    }

    @BeforeEach
    void found() throws IOException {
        acme = Tenancy.of(server);
        for (String mark : Set.of("half", "go")) {
            Files.deleteIfExists(program.resolve(mark));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void whatTheScannerFindsIsTheScansOwn() {
        String provider = provider(ACCOUNT, "works");

        Answer task = over(order(provider));

        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("completed");
        assertThat(task.at("/data/attributes/result/findings").asInt()).isEqualTo(StandIn.FINDINGS);
        assertThat(task.at("/data/attributes/result/refused").asInt()).isZero();
        Answer scans = acme.api().get("scans").expect(200);
        assertThat(scans.items()).hasSize(1);
        assertThat(scans.at("/data/0/attributes/state").asString()).isEqualTo("completed");
        assertThat(scans.at("/data/0/attributes/progress").asInt()).isEqualTo(100);
        assertThat(scans.at("/data/0/attributes/name").asString()).isEqualTo("nightly");
        assertThat(acme.api().get("findings/latest").expect(200).items()).hasSize(StandIn.FINDINGS);
        assertThat(connected(provider)).isTrue();
        assertThat(acme.api().get("ingestions").expect(200).items()).isEmpty();
        assertThat(rows("ingestion")).as("what was taken in").isZero();
    }

    @Test
    void nothingIsSeenOfAScanWhileItIsMadeAndTheNextOfItsProviderWaits() throws Exception {
        String provider = provider(ACCOUNT, "slow");
        String first = order(provider);
        Eventually.holds(standIn::isHalfWay);

        String second = order(provider);

        assertThat(state(first)).isEqualTo("executing");
        Eventually.holds(() -> attempt(second) > 1);
        assertThat(Set.of("available", "executing")).contains(state(second));
        assertThat(acme.api().get("scans?filter[state]=executing").expect(200).items()).hasSize(1);
        assertThat(acme.api().get("findings/latest").expect(200).items()).isEmpty();
        standIn.goOn();
        assertThat(over(first).at("/data/attributes/state").asString()).isEqualTo("completed");
        assertThat(over(second).at("/data/attributes/state").asString()).isEqualTo("completed");
        assertThat(acme.api().get("findings/latest").expect(200).items()).hasSize(StandIn.FINDINGS);
    }

    @Test
    void scansOfAProviderWaitInBoundedNumber() {
        String provider = provider(ACCOUNT, "slow");
        order(provider);
        Eventually.holds(standIn::isHalfWay);
        for (int i = 0; i < 20; i++) {
            order(provider);
        }

        Answer refused =
                acme.api()
                        .post(
                                "scans",
                                document("scans", Map.of(), Map.of("provider", one(provider))))
                        .expect(409);

        assertThat(refused.body()).contains("20 scans of the provider wait already.");
        acme.api().delete("providers/" + provider).expect(202);
    }

    @Test
    void aScanThatIsCancelledIsEndedWithAllThatItStarted() {
        String provider = provider(ACCOUNT, "stubborn");
        String task = order(provider);
        Eventually.holds(standIn::isHalfWay);
        String scan = acme.api().get("scans").expect(200).ids().getFirst();

        acme.api().delete("tasks/" + task).expect(202);

        assertThat(state(task)).isEqualTo("cancelled");
        assertThat(
                        acme.api()
                                .get("scans/" + scan)
                                .expect(200)
                                .at("/data/attributes/state")
                                .asString())
                .isEqualTo("cancelled");
        Eventually.holds(() -> new Mark(scan, 9).processesUntilNow().isEmpty());
        Eventually.holds(() -> !Files.exists(data.resolve("scans").resolve(scan + ".1")));
        assertThat(rows("ingestion")).isZero();
        assertThat(over(order(provider(ACCOUNT, "works"))).at("/data/attributes/state").asString())
                .as("the next one is not held up")
                .isEqualTo("completed");
    }

    @Test
    void aScanThatIsDeletedWhileItRunsIsCancelledFirst() {
        String task = order(provider(ACCOUNT, "stubborn"));
        Eventually.holds(standIn::isHalfWay);
        String scan = acme.api().get("scans").expect(200).ids().getFirst();

        String removal = acme.api().delete("scans/" + scan).expect(202).id();

        assertThat(state(task)).isEqualTo("cancelled");
        acme.api().get("scans/" + scan).expect(404);
        assertThat(over(removal).at("/data/attributes/state").asString()).isEqualTo("completed");
        Eventually.holds(() -> new Mark(scan, 9).processesUntilNow().isEmpty());
        assertThat(rows("scan")).isZero();
        assertThat(rows("ingestion")).isZero();
    }

    @Test
    void aScanThatIsMadeWhileItsTenantIsSuspendedIsEnded() {
        String task = order(provider(ACCOUNT, "stubborn"));
        Eventually.holds(standIn::isHalfWay);
        String scan = acme.api().get("scans").expect(200).ids().getFirst();

        server.sql()
                .sql("update tenant set status = 'suspended' where id = ?")
                .param(acme.id())
                .update();

        Eventually.holds(() -> new Mark(scan, 9).processesUntilNow().isEmpty());
        Eventually.holds(() -> !Files.exists(data.resolve("scans").resolve(scan + ".1")));
        // its process has let it go, and the next to take it up cancels it
        Eventually.get(
                () ->
                        server.sql()
                                .sql("select state from job where id = cast(? as uuid)")
                                .param(task)
                                .query((row, n) -> row.getString(1))
                                .single(),
                "cancelled"::equals);
        assertThat(rows("ingestion")).isZero();
        server.sql()
                .sql("update tenant set status = 'active' where id = ?")
                .param(acme.id())
                .update();
        Answer ended = acme.api().get("tasks/" + task).expect(200);
        assertThat(ended.at("/data/attributes/state").asString()).isEqualTo("cancelled");
        assertThat(ended.at("/data/attributes/result/reason").asString())
                .isEqualTo("The tenant is no longer active.");
    }

    @Test
    void whatIsNoFindingFailsTheScanAndLeavesNothing() {
        Answer task = over(order(provider(ACCOUNT, "rubbish")));

        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("failed");
        assertThat(reason(task)).startsWith("The scanner's results are unusable.");
        assertThat(rows("ingestion")).isZero();
        assertThat(rows("finding")).isZero();
    }

    @Test
    void findingsOfAnotherAccountAreRefused() {
        Answer task = over(order(provider("111122223333", "works")));

        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("failed");
        assertThat(reason(task)).contains("is not the account that the scan was ordered of");
        assertThat(rows("finding")).isZero();
    }

    @Test
    void aScannerThatDiesFailsItsScanAndWhatItHadFoundIsForgotten() {
        Answer task = over(order(provider(ACCOUNT, "dies")));

        assertThat(reason(task)).startsWith("Prowler has ended with status 137: ");
        assertThat(rows("ingestion")).isZero();
        assertThat(acme.api().get("scans").at("/data/0/attributes/state").asString())
                .isEqualTo("failed");
    }

    /** It would go on where it had come to, while what it had written is being removed. */
    @Test
    void aScanIsNotRetriedWhileWhatItHadFoundIsStillThere() {
        String task = order(provider(ACCOUNT, "dies"));
        over(task);
        String scan = acme.api().get("scans").expect(200).ids().getFirst();
        UUID accepted =
                server.sql()
                        .sql(
                                """
                                update ingestion set scan_id = cast(? as uuid) where id = ?
                                returning id
                                """)
                        .params(scan, Uploads.underWay(server.sql(), acme.id(), "processing"))
                        .query(UUID.class)
                        .single();

        Answer refused = acme.api().post("tasks/" + task + "/retry", Map.of()).expect(409);

        assertThat(refused.body()).contains("still being cleared away");
        server.sql().sql("delete from ingestion where id = ?").param(accepted).update();
        acme.api().post("tasks/" + task + "/retry", Map.of()).expect(202);
        assertThat(reason(over(task))).startsWith("Prowler has ended with status 137: ");
    }

    @Test
    void aProviderThatCannotBeSignedInToIsNotConnectedAndTheSecretIsToldNowhere()
            throws IOException {
        String provider = provider(ACCOUNT, "refused");

        Answer task = over(order(provider));

        assertThat(reason(task))
                .isEqualTo("Prowler has ended with status 1: InvalidClientTokenId for ***");
        assertThat(connected(provider)).isFalse();
        assertThat(task.body()).doesNotContain(SECRET);
        try (Stream<Path> files = Files.walk(data.resolve("scans"))) {
            assertThat(files).containsExactly(data.resolve("scans"));
        }
    }

    @Test
    void aScanThatFindsNothingIsCompleted() {
        Answer task = over(order(provider(ACCOUNT, "nothing")));

        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("completed");
        assertThat(task.at("/data/attributes/result/findings").asInt()).isZero();
    }

    @Test
    void ofAnAccountWhatWasChosenIsScanned() throws IOException {
        String provider = provider(ACCOUNT, "works");
        Map<String, Object> choice =
                Map.of(
                        "services", List.of("s3", "iam"),
                        "regions", List.of("eu-west-1"),
                        "severities", List.of("critical", "high"));

        over(chosen(provider, choice).expect(202).id());

        assertThat(String.join(" ", standIn.arguments()))
                .contains("--service s3 iam --region eu-west-1 --severity critical high --output");
    }

    @Test
    void aPartDoesNotHideTheRestOfTheAccount() {
        String provider = provider(ACCOUNT, "nothing");
        Map<String, Object> part = Map.of("services", List.of("s3"));
        over(chosen(provider, part).expect(202).id());
        assertThat(acme.api().get("overviews/providers").expect(200).items())
                .as("the only one, while there is no other")
                .hasSize(1);
        give(provider, "works");
        over(order(provider));
        String whole = latest(provider);
        give(provider, "nothing");

        over(chosen(provider, part).expect(202).id());

        Answer scans = acme.api().get("scans?filter[state]=completed").expect(200);
        assertThat(scans.items()).hasSize(3);
        assertThat(scans.at("/data/0/attributes/partial").asBoolean()).as("the newest").isTrue();
        assertThat(scans.at("/data/0/attributes/choice/services/0").asString()).isEqualTo("s3");
        assertThat(scans.at("/data/1/attributes/partial").asBoolean()).as("the whole").isFalse();
        assertThat(acme.api().get("findings/latest").expect(200).items()).hasSize(StandIn.FINDINGS);
        assertThat(latest(provider)).isEqualTo(whole);
        over(order(provider));
        assertThat(acme.api().get("findings/latest").expect(200).items()).isEmpty();
        String last = latest(provider);
        over(acme.api().delete("scans/" + last).expect(202).id());
        assertThat(latest(provider)).as("the whole one before").isEqualTo(whole);
    }

    private String latest(String provider) {
        return server.sql()
                .sql("select latest_scan_id from provider where id = cast(? as uuid)")
                .param(provider)
                .query((row, n) -> String.valueOf(row.getString(1)))
                .single();
    }

    private void give(String provider, String behaviour) {
        String secret =
                acme.api()
                        .get("providers/" + provider)
                        .expect(200)
                        .at("/data/relationships/secret/data/id")
                        .asString();
        Map<String, Object> keys =
                Map.of("aws_access_key_id", behaviour, "aws_secret_access_key", SECRET);
        acme.api()
                .patch(
                        "providers/secrets/" + secret,
                        document("provider-secrets", secret, Map.of("secret", keys)))
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "services, --role",
        "services, s3;id",
        "checks, ../x",
        "regions, EU",
        "severities, worst"
    })
    void noOptionIsMadeOfWhatIsChosen(String attribute, String word) {
        String provider = provider(ACCOUNT, "works");

        Answer refused = chosen(provider, Map.of(attribute, List.of(word))).expect(400);

        assertThat(refused.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/" + attribute);
        assertThat(acme.api().get("scans").expect(200).items()).isEmpty();
    }

    private Answer chosen(String provider, Map<String, Object> choice) {
        return acme.api()
                .post("scans", document("scans", choice, Map.of("provider", one(provider))));
    }

    @Test
    void aConnectionIsCheckedByTheScannerItself() {
        String good = provider(ACCOUNT, "works");
        String wrong = provider("111122223333", "works");

        assertThat(connection(good).at("/data/attributes/result/connected").asBoolean()).isTrue();
        Answer refused = connection(wrong);
        assertThat(refused.at("/data/attributes/result/connected").asBoolean()).isFalse();
        assertThat(refused.at("/data/attributes/result/error").asString())
                .isEqualTo("The credentials are of another account.");
    }

    private Answer connection(String provider) {
        return over(
                acme.api()
                        .post("providers/" + provider + "/connection", Map.of())
                        .expect(202)
                        .id());
    }

    private String provider(String account, String behaviour) {
        acme.api().get("providers?filter[uid]=" + account).ids().forEach(this::remove);
        String id =
                acme.api()
                        .post(
                                "providers",
                                document("providers", Map.of("provider", "aws", "uid", account)))
                        .expect(201)
                        .id();
        acme.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of(
                                        "secret_type",
                                        "static",
                                        "secret",
                                        Map.of(
                                                "aws_access_key_id",
                                                behaviour,
                                                "aws_secret_access_key",
                                                SECRET)),
                                Map.of("provider", one(id))))
                .expect(201);
        return id;
    }

    private void remove(String provider) {
        over(acme.api().delete("providers/" + provider).expect(202).id());
    }

    private String order(String provider) {
        return acme.api()
                .post(
                        "scans",
                        document(
                                "scans",
                                Map.of("name", "nightly"),
                                Map.of("provider", one(provider))))
                .expect(202)
                .id();
    }

    private static Map<String, Object> one(String provider) {
        return Map.of("data", Map.of("type", "providers", "id", provider));
    }

    private Answer over(String task) {
        return Eventually.get(
                () -> acme.api().get("tasks/" + task).expect(200),
                answer -> OVER.contains(answer.at("/data/attributes/state").asString()));
    }

    private String state(String task) {
        return acme.api().get("tasks/" + task).expect(200).at("/data/attributes/state").asString();
    }

    private int attempt(String task) {
        return server.sql()
                .sql("select attempt from job where id = cast(? as uuid)")
                .param(task)
                .query(Integer.class)
                .single();
    }

    private static String reason(Answer task) {
        return task.at("/data/attributes/result/exc_message/0").asString();
    }

    private boolean connected(String provider) {
        return acme.api()
                .get("providers/" + provider)
                .expect(200)
                .at("/data/attributes/connection/connected")
                .asBoolean();
    }

    private long rows(String table) {
        return Objects.requireNonNull(
                server.sql()
                        .sql("select count(*) from " + table + " where tenant_id = ?")
                        .param(acme.id())
                        .query(Long.class)
                        .single());
    }
}
