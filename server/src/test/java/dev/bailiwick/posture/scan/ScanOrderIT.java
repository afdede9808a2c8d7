package dev.bailiwick.posture.scan;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

final class ScanOrderIT {

    private static final String ABSENT = "0199c000-0000-7000-8000-00000000beef";
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void aScanWithoutCredentialsFailsAndItsProviderIsNotConnected() {
        String fern = provider(acme, "okta", "fern.okta.com");

        Answer ordered = order(acme.api(), "nightly", fern).expect(202);

        assertThat(ordered.header("Content-Location")).isEqualTo("/api/v1/tasks/" + ordered.id());
        assertThat(ordered.at("/data/attributes/name").asString()).isEqualTo("scan-perform");
        assertThat(ordered.at("/data/attributes/task_args/provider_id").asString()).isEqualTo(fern);
        Answer task = over(ordered.id());
        assertThat(task.at("/data/attributes/state").asString()).isEqualTo("failed");
        assertThat(task.at("/data/attributes/result/exc_message/0").asString()).endsWith(".");
        Answer scan =
                acme.api()
                        .get("scans/" + task.at("/data/attributes/task_args/scan_id").asString())
                        .expect(200);
        assertThat(scan.at("/data/attributes/state").asString()).isEqualTo("failed");
        assertThat(scan.at("/data/attributes/name").asString()).isEqualTo("nightly");
        assertThat(scan.at("/data/attributes/trigger").asString()).isEqualTo("manual");
        assertThat(scan.at("/data/relationships/task/data/id").asString()).isEqualTo(ordered.id());
        Answer shown = acme.api().get("providers/" + fern).expect(200);
        assertThat(shown.at("/data/attributes/connection/connected").isBoolean()).isTrue();
        assertThat(shown.at("/data/attributes/connection/connected").asBoolean()).isFalse();
        assertThat(shown.at("/data/attributes/connection/last_checked_at").isNull()).isFalse();
    }

    @Test
    void anOrderNeedsAProviderThatIsThere() {
        Tenancy zeta = Tenancy.of(server);
        String gone = provider(acme, "gcp", "harbour-12");
        acme.api().delete("providers/" + gone).expect(202);

        Answer without = acme.api().post("scans", document("scans", Map.of("name", "nightly")));

        assertRefused(without, "/data/relationships/provider");
        for (String absent : Set.of(ABSENT, gone, provider(zeta, "gcp", "harbour-13"))) {
            Answer refused = order(acme.api(), "nightly", absent);
            assertRefused(refused, "/data/relationships/provider");
            assertThat(refused.at("/errors/0/code").asString()).isEqualTo("does_not_exist");
        }
        assertThat(acme.api().get("scans").expect(200).items()).isEmpty();
    }

    @Test
    void aProviderOutOfSightIsAsIfItWereNotThere() {
        String seen = provider(acme, "gcp", "harbour-12");
        String unseen = provider(acme, "gcp", "harbour-13");
        Tenancy.Person limited = acme.member("MANAGE_SCANS");
        acme.limit(limited, UUID.fromString(seen));

        assertThat(order(limited.api(), "nightly", unseen).expect(400).at("/errors"))
                .isEqualTo(order(limited.api(), "nightly", ABSENT).expect(400).at("/errors"));
        String task = order(limited.api(), "nightly", seen).expect(202).id();
        limited.api().get("tasks/" + task).expect(200);
        over(task);
    }

    @Test
    void aNameHasThreeToAHundredCharactersOrIsLeftOut() {
        String fern = provider(acme, "gcp", "harbour-12");

        assertRefused(order(acme.api(), "ab", fern), "/data/attributes/name");
        assertRefused(order(acme.api(), "x".repeat(101), fern), "/data/attributes/name");
        over(
                acme.api()
                        .post("scans", document("scans", Map.of(), Map.of("provider", one(fern))))
                        .expect(202)
                        .id());
    }

    @Test
    void onlyWhoManagesScansMayOrderOne() {
        String fern = provider(acme, "gcp", "harbour-12");

        order(acme.member("MANAGE_PROVIDERS").api(), "nightly", fern).expect(403);
        over(order(acme.member("MANAGE_SCANS").api(), "nightly", fern).expect(202).id());
    }

    private Answer over(String task) {
        return Eventually.get(
                () -> acme.api().get("tasks/" + task).expect(200),
                answer -> OVER.contains(answer.at("/data/attributes/state").asString()));
    }

    private static void assertRefused(Answer answer, String pointer) {
        answer.expect(400);
        assertThat(answer.at("/errors/0/source/pointer").asString()).isEqualTo(pointer);
    }

    private static Answer order(Api api, String name, String provider) {
        return api.post(
                "scans",
                document("scans", Map.of("name", name), Map.of("provider", one(provider))));
    }

    private static Map<String, Object> one(String provider) {
        return Map.of("data", Map.of("type", "providers", "id", provider));
    }

    private static String provider(Tenancy tenancy, String kind, String uid) {
        return tenancy.api()
                .post("providers", document("providers", Map.of("provider", kind, "uid", uid)))
                .expect(201)
                .id();
    }
}
