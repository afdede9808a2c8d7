package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

class FindingsIT {

    private static final Orchard ORCHARD = Orchard.shared();

    @Test
    void showsAFindingAsItWasSent() {
        String id = ORCHARD.id("second 56");

        JsonNode shown = ORCHARD.api().get("findings/" + id).expect(200).at("/data");

        assertThat(shown.at("/type").asString()).isEqualTo("findings");
        JsonNode attributes = shown.at("/attributes");
        assertThat(attributes.at("/uid").asString())
                .isEqualTo("prowler-aws-check_2-310000000001-north-2-res-00009");
        assertThat(attributes.at("/status").asString()).isEqualTo("PASS");
        assertThat(attributes.at("/severity").asString()).isEqualTo("high");
        assertThat(attributes.at("/delta").asString()).isEqualTo("changed");
        assertThat(attributes.at("/check_id").asString()).isEqualTo("check_2");
        assertThat(attributes.at("/status_extended").asString())
                .isEqualTo("Tree 56 at res-00009-s1 is rotten.");
        assertThat(attributes.at("/muted").asBoolean()).isTrue();
        assertThat(attributes.at("/muted_reason").asString()).isEqualTo("Muted by mutelist");
        assertThat(attributes.at("/categories").toString()).isEqualTo("[\"fence\",\"gate\"]");
        assertThat(attributes.at("/resource_groups").asString()).isEqualTo("network");
        assertThat(attributes.at("/check_metadata/checktitle").asString()).isEqualTo("check_2");
        assertThat(attributes.at("/inserted_at").asString())
                .isEqualTo(attributes.at("/updated_at").asString());
        assertThat(shown.at("/relationships/scan/data/id").asString())
                .isEqualTo(ORCHARD.fill("{second-scan}"));
        assertThat(shown.at("/relationships/resources/data/0/id").asString())
                .isEqualTo(ORCHARD.resource(Orchard.NORTH, 9).toString());
    }

    @Test
    void whatIsAsBeforeOrWithoutGroupSaysSoByNull() {
        JsonNode attributes =
                ORCHARD.api()
                        .get("findings/" + ORCHARD.id("second 17"))
                        .expect(200)
                        .at("/data/attributes");

        assertThat(attributes.at("/delta").isNull()).isTrue();
        assertThat(attributes.at("/resource_groups").isNull()).isTrue();
        assertThat(attributes.at("/muted_reason").isNull()).isTrue();
    }

    @Test
    void bringsScanProviderAndResourceOnDemandAndNoMoreFieldsThanAskedFor() {
        Answer answer =
                ORCHARD.api()
                        .get(
                                ORCHARD.fill(
                                        "findings?filter[scan]={second-scan}&page[size]=3"
                                                + "&include=scan.provider,resources"
                                                + "&fields[findings]=status,scan,resources"
                                                + "&fields[providers]=uid"))
                        .expect(200);

        assertThat(answer.at("/data/0/attributes").propertyNames()).containsExactly("status");
        assertThat(answer.at("/data/0/relationships").propertyNames())
                .containsExactlyInAnyOrder("scan", "resources");
        List<String> types =
                answer.at("/included")
                        .valueStream()
                        .map(each -> each.get("type").asString())
                        .sorted()
                        .toList();
        assertThat(types).containsExactly("providers", "resources", "scans");
        JsonNode provider =
                answer.at("/included")
                        .valueStream()
                        .filter(each -> each.get("type").asString().equals("providers"))
                        .findFirst()
                        .orElseThrow();
        assertThat(provider.get("id").asString()).isEqualTo(ORCHARD.fill("{north}"));
        assertThat(provider.get("attributes").propertyNames()).containsExactly("uid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | apple pear plum | north-1 north-2 | network storage | fence gate soil",
                "filter[status]=FAIL | apple pear plum | north-1 north-2 | network storage | fence"
                        + " gate soil",
                "filter[service]=pear | pear | north-1 north-2 | network storage | fence gate soil",
                "filter[check_id]=check_3 | apple pear plum | north-1 north-2 | network | soil",
                "filter[check_id]=check_4 | apple pear plum | north-1 north-2 | '' | fence gate",
                "filter[resource_name]=res-00001 | pear | north-2 | network storage | fence gate"
                        + " soil",
                "filter[search]=rotten res-00002-s1 | plum | north-1 | network storage | fence"
                        + " gate",
                "filter[search]=absent | '' | '' | '' | ''",
                "filter[region]=north-2&filter[category]=soil | apple pear plum | north-2 | network"
                        + " storage | soil",
                "filter[service]=cherry | '' | '' | '' | ''"
            })
    void metadataSaysWhatOccurs(
            String query, String services, String regions, String groups, String categories) {
        for (String list :
                List.of(
                        "findings/metadata?{week}&",
                        "findings/metadata?filter[inserted_at__gte]={+20m}&",
                        "findings/metadata/latest?")) {
            JsonNode found = ORCHARD.api().get(ORCHARD.fill(list + query)).expect(200).at("/data");

            assertThat(found.at("/type").asString()).isEqualTo("findings-metadata");
            assertThat(words(found, "services")).as(list).isEqualTo(services);
            assertThat(words(found, "regions")).as(list).isEqualTo(regions);
            assertThat(words(found, "groups")).as(list).isEqualTo(groups);
            assertThat(words(found, "categories")).as(list).isEqualTo(categories);
            assertThat(words(found, "resource_types"))
                    .as(list)
                    .isEqualToIgnoringCase(services.replace(" ", "tree ") + tree(services));
        }
    }

    private static String tree(String services) {
        return services.isEmpty() ? "" : "tree";
    }

    private static String words(JsonNode metadata, String name) {
        return metadata.at("/attributes/" + name)
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void metadataOfPartOfAScanIsThatOfThePart() {
        JsonNode found =
                ORCHARD.api()
                        .get(
                                ORCHARD.fill(
                                        "findings/metadata?filter[scan]={first-scan}"
                                                + "&filter[inserted_at]={+20m}"))
                        .expect(200)
                        .at("/data");

        assertThat(words(found, "services")).isEqualTo("apple");
        assertThat(words(found, "regions")).isEqualTo("north-2");
        assertThat(words(found, "categories")).isEqualTo("fence gate");
    }

    @Test
    void servicesAndRegionsAreAlsoShownByThemselves() {
        JsonNode found =
                ORCHARD.api()
                        .get(ORCHARD.fill("findings/findings_services_regions?{week}"))
                        .expect(200)
                        .at("/data");

        assertThat(found.at("/type").asString()).isEqualTo("finding-dynamic-filters");
        assertThat(words(found, "services")).isEqualTo("apple pear plum");
        assertThat(words(found, "regions")).isEqualTo("north-1 north-2");
    }

    @Test
    void ofAScanThatIsNotPublishedNothingIsSeen() {
        Orchard own = Orchard.planted(TestServer.shared());
        String id = own.id("south 3");
        unpublish(own, "south");

        own.api().get("findings/" + id).expect(404);
        assertThat(count(own, "findings/latest?")).isEqualTo(60);
        assertThat(count(own, "findings?{week}")).isEqualTo(120);
        assertThat(count(own, "findings?{week}&filter[search]=rotten")).isEqualTo(60);
        assertThat(count(own, "findings?filter[scan]={south-scan}")).isZero();
        assertThat(count(own, "findings?{week}&filter[id]=" + id)).isZero();
        assertThat(count(own, "findings?{week}&filter[provider]={south}")).isZero();
    }

    /** As if it were still being written. */
    private static void unpublish(Orchard orchard, String upload) {
        UUID scan = orchard.scan(upload);
        for (String statement :
                List.of(
                        "update provider set latest_scan_id = null where latest_scan_id = ?",
                        "update scan set published_at = null where id = ?")) {
            orchard.tenancy().server().sql().sql(statement).param(scan).update();
        }
    }

    @Test
    void ofAProviderThatIsBeingDeletedNothingIsSeen() {
        Orchard own = Orchard.planted(TestServer.shared());
        String id = own.id("second 30");

        own.api().delete(own.fill("providers/{north}")).expect(202);

        own.api().get("findings/" + id).expect(404);
        assertThat(count(own, "findings/latest?")).isEqualTo(30);
        assertThat(count(own, "findings?{week}&filter[search]=rotten")).isEqualTo(15);
    }

    @Test
    void aChangeBringsAFindingToTheTopOfWhatWasUpdated() {
        Orchard own = Orchard.planted(TestServer.shared());
        String id = own.id("first 7");
        own.tenancy()
                .server()
                .sql()
                .sql("update finding set updated_at = now() where id = cast(? as uuid)")
                .param(id)
                .update();

        Answer updated = own.api().get(own.fill("findings?{week}&sort=-updated_at")).expect(200);
        Answer ranked =
                own.api()
                        .get(
                                own.fill(
                                        "findings?{week}&sort=severity,-updated_at&filter[severity]=medium"))
                        .expect(200);

        assertThat(updated.ids()).startsWith(id);
        assertThat(ranked.ids()).startsWith(id);
        assertThat(updated.at("/data/0/attributes/updated_at").asString())
                .isGreaterThan(updated.at("/data/0/attributes/inserted_at").asString());
        assertThat(count(own, "findings?filter[scan]={first-scan}&filter[updated_at__gte]={+40m}"))
                .isEqualTo(21);
        assertThat(count(own, "findings?filter[updated_at__gte]={+40m}&filter[search]=tree"))
                .isEqualTo(111);
    }

    private static int count(Orchard orchard, String list) {
        return orchard.api()
                .get(orchard.fill(list))
                .expect(200)
                .at("/meta/pagination/count")
                .asInt();
    }

    @Test
    void isNotSeenByAnotherTenant() {
        Tenancy other = Tenancy.of(ORCHARD.tenancy().server());
        String id = ORCHARD.id("second 20");

        other.api().get("findings/" + id).expect(404);
        for (String list :
                List.of(
                        "findings/latest?",
                        "findings?{week}",
                        "findings?filter[scan]={first-scan}",
                        "findings/latest?filter[search]=rotten",
                        "findings?{week}&filter[id]=" + id)) {
            Answer answer = other.api().get(ORCHARD.fill(list)).expect(200);

            assertThat(answer.items()).as(list).isEmpty();
            assertThat(answer.at("/meta/pagination/count").asInt()).isZero();
        }
        Answer metadata = other.api().get(ORCHARD.fill("findings/metadata?{week}")).expect(200);
        assertThat(metadata.at("/data/attributes/services").isEmpty()).isTrue();
    }
}
