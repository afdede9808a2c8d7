package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.ProviderKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Files of scans of every kind of provider, in both versions of OCSF, sent and read back. */
final class ProviderKindsIT {

    private static final String WITH_ALL = "?include=scan.provider,resources&page[size]=100";

    private final Tenancy acme = Tenancy.of(TestServer.shared());

    /** The versions that scanners write. */
    enum Version {
        OLDER,
        NEWER;

        private ObjectNode record(Sighting sighting) {
            return this == OLDER ? sighting.older() : sighting.newer();
        }

        private String file() {
            return Sighting.all().stream()
                    .map(sighting -> record(sighting).toString())
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsReadBackAsItWasSent(Version version) {
        Answer done = ingest(version.file());

        assertThat(done.at("/data/attributes/summary").toString())
                .contains("\"total\":16", "\"processed\":16", "\"invalid\":0");
        Answer findings = acme.api().get("findings/latest" + WITH_ALL).expect(200);
        assertThat(Sighting.all())
                .extracting(Sighting::kind)
                .containsExactlyInAnyOrder(ProviderKind.values());
        assertThat(findings.items()).hasSize(16);
        for (Sighting sighting : Sighting.all()) {
            JsonNode finding = finding(findings, sighting);
            checkFinding(finding.get("attributes"), sighting);
            checkRest(finding.at("/attributes/raw_result"), sighting, version);
            checkResource(
                    included(findings, finding.at("/relationships/resources/data/0")), sighting);
            JsonNode scan = included(findings, finding.at("/relationships/scan/data"));
            JsonNode provider = included(findings, scan.at("/relationships/provider/data"));
            assertThat(provider.at("/attributes/provider").asString())
                    .isEqualTo(sighting.kind().word());
            assertThat(provider.at("/attributes/uid").asString()).isEqualTo(sighting.account());
        }
    }

    @Test
    void bothVersionsOfOneAccountAreTheSameProviderResourceAndFinding() {
        ingest(Version.OLDER.file());
        ingest(Version.NEWER.file());

        assertThat(count("providers")).isEqualTo(16);
        assertThat(count("scans")).isEqualTo(32);
        assertThat(count("resources/latest")).isEqualTo(16);
        assertThat(count("findings/latest?filter[delta]=new")).isZero();
        assertThat(count("findings/latest")).isEqualTo(16);
    }

    @Test
    void aFileOfComplianceFindingsIsRefusedByTheNameOfItsClass() {
        String file =
                Sighting.all().stream()
                        .map(
                                sighting ->
                                        sighting.newer()
                                                .put("class_uid", 2003)
                                                .put("class_name", "Compliance Finding")
                                                .put("type_uid", 200301)
                                                .toString())
                        .collect(Collectors.joining(",", "[", "]"));

        Answer refused =
                acme.api().post("ingestions", "application/json", file.getBytes(UTF_8)).expect(400);

        assertThat(refused.at("/errors/0/detail").asString())
                .contains("2003", "Compliance Finding", "2004", "Detection Finding");
        assertThat(count("providers")).isZero();
        assertThat(count("findings/latest")).isZero();
    }

    private static void checkFinding(JsonNode attributes, Sighting sighting) {
        assertThat(attributes.get("uid").asString()).isEqualTo(sighting.uid());
        assertThat(attributes.get("status").asString()).isEqualTo(sighting.status());
        assertThat(attributes.get("severity").asString())
                .isEqualTo(sighting.severity().toLowerCase(Locale.ROOT));
        assertThat(attributes.get("status_extended").asString())
                .isEqualTo(sighting.name() + " is adrift.");
        assertThat(attributes.get("check_id").asString()).isEqualTo(sighting.check());
        assertThat(attributes.get("muted").asBoolean()).isFalse();
        assertThat(attributes.get("delta").asString()).isEqualTo("new");
        assertThat(Instant.parse(attributes.get("first_seen_at").asString()))
                .isEqualTo(Instant.ofEpochSecond(Sighting.TIME));
        assertThat(texts(attributes.get("categories")))
                .isEqualTo(
                        sighting.category().isEmpty() ? List.of() : List.of(sighting.category()));
        JsonNode check = attributes.get("check_metadata");
        assertThat(check.get("provider").asString()).isEqualTo(sighting.kind().word());
        assertThat(check.get("servicename").asString()).isEqualTo(sighting.service());
        assertThat(check.at("/compliance/Harbour-Rules-" + sighting.kind().name()).toString())
                .isEqualTo("[\"4 " + sighting.kind().word() + "\",\"9.1\"]");
    }

    /** What has no place of its own is kept where it stood, and only that. */
    private static void checkRest(JsonNode rest, Sighting sighting, Version version) {
        if (version == Version.OLDER) {
            assertThat(rest.size()).as(rest.toString()).isZero();
            return;
        }
        assertThat(rest.at("/finding_info/analytic/name").asString()).isEqualTo(sighting.check());
        assertThat(rest.at("/cloud/org/ou_uid").asString(""))
                .isEqualTo(sighting.isCluster() ? "" : "ou-" + sighting.kind().word());
        assertThat(rest.size()).as(rest.toString()).isEqualTo(sighting.isCluster() ? 1 : 2);
    }

    private static void checkResource(JsonNode resource, Sighting sighting) {
        JsonNode attributes = resource.get("attributes");
        assertThat(attributes.get("uid").asString()).isEqualTo(sighting.resource());
        assertThat(attributes.get("name").asString()).isEqualTo(sighting.name());
        assertThat(attributes.get("region").asString()).isEqualTo(sighting.place());
        assertThat(attributes.get("service").asString()).isEqualTo(sighting.service());
        assertThat(attributes.get("type").asString()).isEqualTo(sighting.type());
        assertThat(attributes.get("details").asString())
                .isEqualTo("seen by " + sighting.kind().word());
        assertThat(attributes.get("metadata").asString()).contains("12.125");
        String key = sighting.tag().isEmpty() ? "" : sighting.tag().split(":", -1)[0];
        assertThat(attributes.get("tags").toString())
                .isEqualTo(
                        sighting.tagValue()
                                .map(value -> "{\"%s\":\"%s\"}".formatted(key, value))
                                .orElse("{}"));
    }

    private Answer ingest(String file) {
        String id =
                acme.api()
                        .post("ingestions", "application/json", file.getBytes(UTF_8))
                        .expect(202)
                        .id();
        return Eventually.get(
                () -> acme.api().get("ingestions/" + id).expect(200),
                answer -> answer.at("/data/attributes/status").asString().equals("completed"));
    }

    private long count(String list) {
        return acme.api().get(list).expect(200).at("/meta/pagination/count").asLong();
    }

    private static JsonNode finding(Answer findings, Sighting sighting) {
        return findings.items().stream()
                .filter(each -> each.at("/attributes/uid").asString().equals(sighting.uid()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode included(Answer answer, JsonNode link) {
        return answer.at("/included")
                .valueStream()
                .filter(item -> item.get("type").equals(link.get("type")))
                .filter(item -> item.get("id").equals(link.get("id")))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
