package dev.bailiwick.posture.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class ScanIT {

    private static final String ABSENT = "0199c000-0000-7000-8000-00000000beef";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String fern = provider("github", "fern", "Fern");
    private final String north = provider("aws", "101010101010", "North");

    @Test
    void showsWhatAScanDid() {
        UUID scan = new ScanRows(acme, fern).published("nightly");

        JsonNode shown = acme.api().get("scans/" + scan).expect(200).at("/data");

        assertThat(shown.at("/attributes/name").asString()).isEqualTo("nightly");
        assertThat(shown.at("/attributes/trigger").asString()).isEqualTo("manual");
        assertThat(shown.at("/attributes/state").asString()).isEqualTo("completed");
        assertThat(shown.at("/attributes/progress").asInt()).isEqualTo(100);
        assertThat(shown.at("/attributes/unique_resource_count").asInt()).isEqualTo(2);
        assertThat(shown.at("/attributes/duration").asInt()).isEqualTo(7);
        assertThat(shown.at("/attributes/started_at").asString())
                .isLessThan(shown.at("/attributes/completed_at").asString());
        assertThat(shown.at("/attributes/scheduled_at").isNull()).isTrue();
        assertThat(shown.at("/attributes/partial").isBoolean()).isTrue();
        assertThat(shown.at("/attributes/partial").asBoolean()).isFalse();
        assertThat(shown.at("/attributes/next_scan_at").isNull()).isTrue();
        assertThat(shown.at("/relationships/provider/data/id").asString()).isEqualTo(fern);
        assertThat(shown.at("/relationships/task/data").isNull()).isTrue();
        assertThat(shown.at("/relationships/processor/data").isNull()).isTrue();
    }

    @Test
    void showsAScanThatIsUnderWay() {
        UUID scan = new ScanRows(acme, fern).executing("nightly");

        Answer shown = acme.api().get("scans/" + scan).expect(200);

        assertThat(shown.at("/data/attributes/state").asString()).isEqualTo("executing");
        assertThat(shown.at("/data/attributes/progress").asInt()).isEqualTo(40);
        assertThat(shown.at("/data/attributes/completed_at").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter[id]={first} | first",
                "filter[id__in]={first},{absent} | first",
                "filter[name]=second | second",
                "filter[name__icontains]=FIR | first",
                "filter[state]=completed | first third",
                "filter[state]=failed | ''",
                "filter[state__in]=executing,failed | second",
                "filter[trigger]=manual | first second third",
                "filter[trigger]=scheduled | ''",
                "filter[inserted_at]=2020-01-01 | ''",
                "filter[started_at__gte]=2020-01-01T00:00:00Z | first second third",
                "filter[started_at__lte]=2020-01-01T00:00:00Z | ''",
                "filter[started_at]=2020-01-01 | ''",
                "filter[completed_at]=2020-01-01 | ''",
                "filter[next_scan_at]=2020-01-01 | ''",
                "filter[next_scan_at__gte]=2020-01-01 | ''",
                "filter[next_scan_at__lte]=2030-01-01 | ''",
                "filter[provider]={fern} | first second",
                "filter[provider__in]={fern},{absent} | first second",
                "filter[provider_type]=aws | third",
                "filter[provider_type__in]=aws,gcp | third",
                "filter[provider_uid]=fern | first second",
                "filter[provider_uid__in]=fern,moss | first second",
                "filter[provider_uid__icontains]=1010 | third",
                "filter[provider_alias]=North | third",
                "filter[provider_alias__in]=North,South | third",
                "filter[provider_alias__icontains]=fER | first second",
                "filter[provider_groups]={absent} | ''",
                "filter[provider_groups__in]={absent} | ''",
                "filter[search]=nothing of this name | first second third",
                "sort=name | first second third",
                "sort=-inserted_at | third second first",
                "sort=trigger,-name | third second first",
                "sort=attempted_at,name | first second third",
                "sort=scheduled_at,updated_at | first second third"
            })
    void filtersAndSortsSelectWhatTheySay(String query, String expected) {
        Map<String, String> names = new HashMap<>();
        UUID first = new ScanRows(acme, fern).published("first");
        names.put(first.toString(), "first");
        names.put(new ScanRows(acme, fern).executing("second").toString(), "second");
        names.put(new ScanRows(acme, north).published("third").toString(), "third");
        server.sql()
                .sql("update scan set started_at = now() where tenant_id = ?")
                .param(acme.id())
                .update();
        String filled =
                query.replace("{first}", first.toString())
                        .replace("{fern}", fern)
                        .replace("{absent}", ABSENT);

        List<String> found =
                acme.api().get("scans?" + filled).expect(200).ids().stream()
                        .map(names::get)
                        .toList();

        List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
        if (query.startsWith("sort")) {
            assertThat(found).isEqualTo(wanted);
        } else {
            assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[state]=sleeping",
                "filter[trigger]=moon",
                "filter[provider_type]=acme",
                "filter[provider]=12",
                "filter[id__in]=12",
                "filter[inserted_at]=yesterday",
                "filter[started_at__gte]=99999-12-31",
                "filter[started_at__gte]=2026-01-01T00:00:00 99:99",
                "filter[provider_id]=" + ABSENT,
                "sort=completed_at",
                "sort=provider_uid",
                "include=findings"
            })
    void refusesWhatItCannotAnswer(String query) {
        acme.api().get("scans?" + query).expect(400);
    }

    @Test
    void aProviderThatTheCallerCannotSeeIsNoChoice() {
        Tenancy globex = Tenancy.of(server);

        for (String provider : List.of(ABSENT, fern)) {
            Answer answer = globex.api().get("scans?filter[provider]=" + provider).expect(400);

            assertThat(answer.at("/errors/0/code").asString()).isEqualTo("invalid_choice");
            assertThat(answer.at("/errors/0/source/pointer").asString())
                    .isEqualTo("/data/relationships/provider");
        }
    }

    @Test
    void bringsItsProviderOnDemandAndNoMoreFieldsThanAskedFor() {
        new ScanRows(acme, fern).published("nightly");

        Answer answer =
                acme.api().get("scans?include=provider&fields[scans]=state,provider").expect(200);

        assertThat(answer.at("/data/0/attributes").propertyNames()).containsExactly("state");
        assertThat(answer.at("/included/0/id").asString()).isEqualTo(fern);
        assertThat(answer.at("/included/0/attributes/uid").asString()).isEqualTo("fern");
    }

    @Test
    void canBeRenamed() {
        UUID scan = new ScanRows(acme, fern).published("nightly");

        assertThat(rename(acme, scan, "daily").expect(200).at("/data/attributes/name").asString())
                .isEqualTo("daily");
        rename(acme, scan, "ab").expect(400);
        rename(acme, UUID.fromString(ABSENT), "daily").expect(404);
    }

    @Test
    void isRenamedByThoseWhoMayManageScans() {
        UUID scan = new ScanRows(acme, fern).published("nightly");
        Map<String, Object> daily = Api.document("scans", scan.toString(), Map.of("name", "daily"));

        acme.member("MANAGE_PROVIDERS").api().patch("scans/" + scan, daily).expect(403);
        acme.member("MANAGE_SCANS").api().patch("scans/" + scan, daily).expect(200);
    }

    @Test
    void isNeitherSeenNorRenamedByAnotherTenant() {
        UUID scan = new ScanRows(acme, fern).published("nightly");
        Tenancy globex = Tenancy.of(server);

        assertThat(globex.api().get("scans").expect(200).items()).isEmpty();
        globex.api().get("scans/" + scan).expect(404);
        rename(globex, scan, "mine").expect(404);
        assertThat(
                        acme.api()
                                .get("scans/" + scan)
                                .expect(200)
                                .at("/data/attributes/name")
                                .asString())
                .isEqualTo("nightly");
    }

    @Test
    void isGoneWithItsProvider() {
        UUID scan = new ScanRows(acme, fern).published("nightly");

        acme.api().delete("providers/" + fern).expect(202);

        acme.api().get("scans/" + scan).expect(404);
        rename(acme, scan, "daily").expect(404);
        assertThat(acme.api().get("scans").expect(200).items()).isEmpty();
        acme.api().get("scans?filter[provider]=" + fern).expect(400);
    }

    private static Answer rename(Tenancy tenant, UUID scan, String name) {
        return tenant.api()
                .patch(
                        "scans/" + scan,
                        Api.document("scans", scan.toString(), Map.of("name", name)));
    }

    private String provider(String kind, String uid, String alias) {
        return acme.api()
                .post(
                        "providers",
                        Api.document(
                                "providers", Map.of("provider", kind, "uid", uid, "alias", alias)))
                .expect(201)
                .id();
    }
}
