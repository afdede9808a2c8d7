package dev.bailiwick.posture.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Orchard.Seen;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

class ResourcesIT {

    private static final Orchard ORCHARD = Orchard.shared();

    static List<Arguments> filters() {
        Predicate<Seen> north = s -> s.account().equals(Orchard.NORTH);
        Predicate<Seen> third = s -> s.resource().equals("res-00003");
        return List.of(
                arguments("", matching(s -> true)),
                arguments("filter[id]={north-res-3}", third.and(north)),
                arguments("filter[id__in]={north-res-3},{south-res-3},{absent}", third),
                arguments("filter[uid]=tree:310000000001:res-00003", third.and(north)),
                arguments("filter[uid__in]=tree:310000000001:res-00003,x", third.and(north)),
                arguments("filter[uid__icontains]=1:RES-00003", third.and(north)),
                arguments("filter[name]=res-00003", third),
                arguments("filter[name__in]=res-00003,x", third),
                arguments("filter[name.icontains]=S-00003", third),
                arguments("filter[region]=north-2", matching(s -> s.region().equals("north-2"))),
                arguments("filter[region__in]=north-2,north-1", matching(s -> true)),
                arguments("filter[region__icontains]=H-1", matching(s -> s.n() / 6 % 2 == 0)),
                arguments("filter[service]=pear", matching(s -> s.service().equals("pear"))),
                arguments("filter[service__in]=pear,plum", matching(s -> s.n() / 6 % 3 != 0)),
                arguments("filter[service__icontains]=PL", matching(s -> s.n() / 6 % 3 != 1)),
                arguments("filter[type]=PlumTree", matching(s -> s.service().equals("plum"))),
                arguments("filter[type__in]=PlumTree,x", matching(s -> s.n() / 6 % 3 == 2)),
                arguments("filter[type__icontains]=mt", matching(s -> s.n() / 6 % 3 == 2)),
                arguments("filter[tag_key]=env", matching(s -> true)),
                arguments("filter[tag_key]=prod", matching(s -> false)),
                arguments("filter[tag_value]=prod", matching(s -> s.n() / 6 % 2 == 0)),
                arguments("filter[tag]=row:r3", third),
                arguments("filter[tags]=env:a:b", matching(s -> s.n() / 6 % 2 == 1)),
                arguments("filter[tag]=r3", third),
                arguments("filter[tag]=row:prod", matching(s -> false)),
                arguments("filter[provider]={north}", north),
                arguments("filter[provider__in]={north},{absent}", north),
                arguments("filter[provider_id]={north}", north),
                arguments("filter[provider_id]={absent}", matching(s -> false)),
                arguments("filter[provider_type]=aws", matching(s -> true)),
                arguments("filter[provider_type__in]=gcp", matching(s -> false)),
                arguments("filter[provider_uid]=310000000001", north),
                arguments("filter[provider_uid__icontains]=0001", north),
                arguments("filter[provider_groups]={absent}", matching(s -> false)),
                arguments("filter[search]=res-00003", third),
                arguments("filter[search]=RES 00003", third),
                arguments("filter[search]=00003 310000000001", third.and(north)),
                arguments("filter[search]=prod", matching(s -> s.n() / 6 % 2 == 0)),
                arguments("filter[search]=prod pear", matching(s -> s.n() / 6 % 6 == 4)),
                arguments("filter[search]=prod r3", matching(s -> false)),
                arguments("filter[search]=...", matching(s -> false)),
                arguments(
                        "filter[service]=pear&filter[tag_key]=row&filter[region]=north-2",
                        matching(s -> s.n() / 6 % 6 == 1)));
    }

    private static Predicate<Seen> matching(Predicate<Seen> predicate) {
        return predicate;
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterLeavesThoseThatItNames(String query, Predicate<Seen> matching) {
        List<String> wanted = uids(ORCHARD.findings(), matching);

        for (String list :
                List.of(
                        "resources/latest?sort=uid&",
                        "resources?sort=uid&filter[updated_at__gte]=" + yesterday() + "&",
                        "resources/latest?",
                        "resources?filter[updated_at__gte]=" + yesterday() + "&")) {
            assertThat(pages(list + query)).as(list).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ofAScanAFilterLeavesThoseThatItNames(String query, Predicate<Seen> matching) {
        List<Seen> first = ORCHARD.findings().stream().filter(s -> !s.latest()).toList();

        assertThat(pages("resources?sort=uid&filter[scan]={first-scan}&" + query))
                .isEqualTo(uids(first, matching));
    }

    private static LocalDate yesterday() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(1);
    }

    /** Of the resources, each once. */
    private static List<String> uids(List<Seen> among, Predicate<Seen> matching) {
        return among.stream().filter(matching).map(Seen::resourceUid).distinct().sorted().toList();
    }

    private static List<String> pages(String path) {
        return items(path).stream().map(each -> each.at("/attributes/uid").asString()).toList();
    }

    /** Those on all pages, one behind the other. */
    private static List<JsonNode> items(String path) {
        List<JsonNode> result = new ArrayList<>();
        int pages = 1;
        for (int page = 1; page <= pages; page++) {
            String whole = ORCHARD.fill(path) + "&page[size]=4&page[number]=" + page;
            Answer answer = ORCHARD.api().get(whole).expect(200);
            pages = answer.at("/meta/pagination/pages").asInt();
            result.addAll(answer.items());
            if (page == pages) {
                assertThat(answer.at("/meta/pagination/count").asInt()).isEqualTo(result.size());
            }
        }
        return result;
    }

    /** In the last scan of its account, without what is muted. */
    private static long failures(String uid) {
        return ORCHARD.latest().stream()
                .filter(s -> s.resourceUid().equals(uid))
                .filter(s -> s.status().equals("FAIL") && !s.muted())
                .count();
    }

    @Test
    void thoseThatFailMostComeFirstThenTheLastChanged() {
        List<JsonNode> shown = items("resources/latest?");

        List<Long> counts = new ArrayList<>();
        for (JsonNode each : shown) {
            long failures = each.at("/attributes/failed_findings_count").asLong();
            assertThat(failures).isEqualTo(failures(each.at("/attributes/uid").asString()));
            counts.add(failures);
        }
        assertThat(counts).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(counts).contains(0L).last().isEqualTo(0L);
        assertThat(shown)
                .isSortedAccordingTo(
                        (a, b) -> {
                            int byFailures =
                                    Long.compare(
                                            b.at("/attributes/failed_findings_count").asLong(),
                                            a.at("/attributes/failed_findings_count").asLong());
                            return byFailures != 0
                                    ? byFailures
                                    : b.at("/attributes/updated_at")
                                            .asString()
                                            .compareTo(a.at("/attributes/updated_at").asString());
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uid", "name", "region", "service", "type", "inserted_at", "updated_at"})
    void areInTheOrderAskedFor(String key) {
        List<String> rising = column("resources/latest?sort=" + key, key);
        List<String> falling = column("resources/latest?sort=-" + key + ",-uid", key);

        assertThat(rising).hasSize(17).isSorted();
        assertThat(falling.reversed()).isEqualTo(rising);
    }

    private static List<String> column(String path, String key) {
        return items(path).stream().map(each -> each.at("/attributes/" + key).asString()).toList();
    }

    @Test
    void areInTheOrderOfTheirAccounts() {
        assertThat(pages("resources/latest?sort=-provider_uid,name"))
                .startsWith("tree:310000000002:res-00000")
                .endsWith("tree:310000000001:res-00011");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | required | /data/attributes/updated_at",
                "filter[name]=x | required | /data/attributes/updated_at",
                "filter[updated_at__gte]=2020-01-01 | invalid | /data/attributes/updated_at",
                "filter[updated_at__gte]=2020-01-01&filter[updated_at__lte]=2020-01-09"
                        + " | invalid | /data/attributes/updated_at"
            })
    void aListOfEverythingNeedsAShortStretchOfTime(String query, String code, String pointer) {
        for (String list : List.of("resources?", "resources/metadata?")) {
            Answer answer = ORCHARD.api().get(list + query).expect(400);

            assertThat(answer.at("/errors/0/code").asString()).isEqualTo(code);
            assertThat(answer.at("/errors/0/source/pointer").asString()).isEqualTo(pointer);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter[updated_at]=2020-01-01 | 0",
                "filter[updated_at__gte]=2020-01-01&filter[updated_at__lte]=2020-01-08 | 0",
                "filter[scan]={first-scan} | 10",
                "filter[scan__in]={first-scan},{second-scan} | 12",
                "filter[scan]={first-scan}&filter[scan__in]={second-scan} | 8",
                "filter[scan]={absent} | 0",
                "filter[scan]={first-scan}&filter[inserted_at__lte]=2020-01-01 | 0"
            })
    void scansAndTimesNarrow(String query, int count) {
        assertThat(items("resources?" + query)).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[provider]={absent}",
                "filter[id]=12",
                "filter[scan]={first-scan}",
                "filter[updated_at__gte]=2020-01-01",
                "filter[uid__gte]=x",
                "sort=details",
                "sort=failed_findings_count",
                "include=scan"
            })
    void refusesWhatItCannotAnswer(String query) {
        ORCHARD.api().get(ORCHARD.fill("resources/latest?" + query)).expect(400);
    }

    @Test
    void showsAResourceWithTheLatestFindingOfEachUid() {
        Answer answer =
                ORCHARD.api()
                        .get(ORCHARD.fill("resources/{north-res-3}?include=findings,provider"))
                        .expect(200);

        JsonNode attributes = answer.at("/data/attributes");
        assertThat(attributes.at("/uid").asString()).isEqualTo("tree:310000000001:res-00003");
        assertThat(attributes.at("/service").asString()).isEqualTo("apple");
        assertThat(attributes.at("/type").asString()).isEqualTo("AppleTree");
        assertThat(attributes.at("/partition").asString()).isEqualTo("aws");
        assertThat(attributes.at("/tags/row").asString()).isEqualTo("r3");
        assertThat(attributes.at("/tags/env").asString()).isEqualTo("a:b");
        assertThat(attributes.at("/failed_findings_count").asLong())
                .isEqualTo(failures("tree:310000000001:res-00003"));
        List<String> linked =
                answer.at("/data/relationships/findings/data")
                        .valueStream()
                        .map(link -> link.get("id").asString())
                        .toList();
        assertThat(linked)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(18, 19, 20, 21, 22, 23).stream()
                                .map(n -> ORCHARD.id("second " + n))
                                .toList());
        assertThat(answer.at("/included")).hasSize(7);
    }

    @Test
    void whatTheLastScanDidNotSeeFailsNothingButKeepsItsFindings() {
        UUID gone = ORCHARD.resource(Orchard.NORTH, 0);

        JsonNode shown = ORCHARD.api().get("resources/" + gone).expect(200).at("/data");

        assertThat(shown.at("/attributes/failed_findings_count").asInt()).isZero();
        assertThat(shown.at("/relationships/findings/data")).hasSize(6);
        assertThat(pages("resources/latest?filter[id]=" + gone)).hasSize(1);
    }

    @Test
    void showsNoMoreFieldsThanAskedFor() {
        JsonNode shown =
                ORCHARD.api()
                        .get("resources/latest?fields[resources]=name,provider")
                        .expect(200)
                        .at("/data/0");

        assertThat(shown.at("/attributes").propertyNames()).containsExactly("name");
        assertThat(shown.at("/relationships").propertyNames()).containsExactly("provider");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | apple pear plum | north-1 north-2",
                "filter[service]=pear | pear | north-1 north-2",
                "filter[name]=res-00003 | apple | north-2",
                "filter[search]=prod pear | pear | north-1",
                "filter[provider]={south} | apple pear plum | north-1 north-2",
                "filter[service]=cherry | '' | ''"
            })
    void metadataSaysWhatOccurs(String query, String services, String regions) {
        for (String list :
                List.of(
                        "resources/metadata?filter[updated_at__gte]=" + yesterday() + "&",
                        "resources/metadata/latest?")) {
            JsonNode found = ORCHARD.api().get(ORCHARD.fill(list + query)).expect(200).at("/data");

            assertThat(found.at("/type").asString()).isEqualTo("resources-metadata");
            assertThat(words(found, "services")).as(list).isEqualTo(services);
            assertThat(words(found, "regions")).as(list).isEqualTo(regions);
        }
    }

    private static String words(JsonNode metadata, String name) {
        return metadata.at("/attributes/" + name)
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void metadataHasNoNameForWhatLiesInNoRegion() {
        Tenancy own = Tenancy.of(TestServer.shared());
        Orchard.push(
                own.api(),
                "[" + Records.finding(r -> Records.at(r, "resources/0").put("region", "")) + "]");

        for (String list :
                List.of(
                        "findings/metadata/latest?",
                        "findings/metadata/latest?filter[service]=s3",
                        "findings/metadata/latest?filter[resource_name]=quay-3",
                        "findings/metadata/latest?filter[search]=encryption",
                        "resources/metadata/latest?",
                        "resources/metadata/latest?filter[service]=s3")) {
            JsonNode found = own.api().get(list).expect(200).at("/data");

            assertThat(found.at("/attributes/regions")).as(list).isEmpty();
            assertThat(words(found, "services")).as(list).isEqualTo("s3");
        }
    }

    @Test
    void valuesThatLookLikeFiltersAreNotMistakenForThem() {
        String both = "resources/latest?sort=uid&filter[name]=res-00003&filter[region]=north-2";
        String one = "resources/latest?sort=uid&filter[name]=res-00003%5D%2C region%3D%5Bnorth-2";

        assertThat(pages(both)).hasSize(2);
        assertThat(pages(one)).isEmpty();
    }

    @Test
    void ofAScanThatIsNotPublishedNothingIsSeen() {
        Orchard own = Orchard.planted(TestServer.shared());
        UUID resource = own.resource(Orchard.NORTH, 11);
        UUID old = own.resource(Orchard.NORTH, 3);
        for (String statement :
                List.of(
                        "update provider set latest_scan_id = '"
                                + own.scan("first")
                                + "'"
                                + " where latest_scan_id = ?",
                        "update scan set published_at = null where id = ?")) {
            own.tenancy().server().sql().sql(statement).param(own.scan("second")).update();
        }

        own.api().get("resources/" + resource).expect(404);
        JsonNode shown = own.api().get("resources/" + old).expect(200).at("/data");
        assertThat(shown.at("/relationships/findings/data/0/id").asString())
                .isIn(
                        List.of(18, 19, 20, 21, 22, 23).stream()
                                .map(n -> own.id("first " + n))
                                .toList());
        Answer latest = own.api().get("resources/latest?page[size]=100").expect(200);
        assertThat(latest.items()).hasSize(15);
        assertThat(latest.ids()).doesNotContain(resource.toString());
        assertThat(
                        own.api()
                                .get(own.fill("resources?filter[scan]={second-scan}"))
                                .expect(200)
                                .ids())
                .isEmpty();
    }

    @Test
    void isNotSeenByAnotherTenant() {
        Tenancy other = Tenancy.of(TestServer.shared());

        other.api().get(ORCHARD.fill("resources/{north-res-3}")).expect(404);
        for (String list :
                List.of(
                        "resources/latest",
                        "resources?filter[scan]={first-scan}",
                        "resources/latest?filter[id]={north-res-3}",
                        "resources/latest?filter[search]=prod")) {
            assertThat(other.api().get(ORCHARD.fill(list)).expect(200).items()).as(list).isEmpty();
        }
        other.api().get(ORCHARD.fill("resources/latest?filter[provider]={north}")).expect(400);
    }
}
