package dev.bailiwick.posture.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Overviews of what is worked out of scans, whether or not it is by then. */
final class SummariesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();

    @Test
    void attackSurfacesAreFourWhateverWasLookedFor() {
        Map<String, String> none = new TreeMap<>();
        for (String surface :
                List.of("internet-exposed", "secrets", "privilege-escalation", "ec2-imdsv1")) {
            none.put(surface, "0 0 0");
        }
        assertThat(surfaces("")).isEqualTo(none);
        Uploads.of(api, few());

        Map<String, String> some = new TreeMap<>(none);
        some.put("secrets", "3 2 1");
        some.put("ec2-imdsv1", "1 1 0");
        assertThat(surfaces("")).isEqualTo(some);
        assertThat(surfaces("?filter[provider_type]=gcp")).isEqualTo(none);
        whetherOrNotItIsKept(() -> assertThat(surfaces("")).isEqualTo(some));
    }

    @Test
    void categoriesLeaveOutWhatIsMuted() {
        Uploads.of(api, few());

        Map<String, String> all = Map.of("gate", "1 1 1 0/1", "secrets", "3 2 2 1/1");
        assertThat(categories("")).isEqualTo(all);
        assertThat(categories("?filter[category]=gate")).containsOnlyKeys("gate");
        assertThat(categories("?filter[category__in]=gate,none")).containsOnlyKeys("gate");
        assertThat(categories("?filter[provider_id]=" + UUID.randomUUID())).isEmpty();
        whetherOrNotItIsKept(() -> assertThat(categories("")).isEqualTo(all));
    }

    @Test
    void groupsOfResourcesCountEachResourceOfAnAccountOnce() {
        Uploads.of(api, few());
        Uploads.of(api, Stream.of(ofGroup(record(10, "FAIL", "Low", "gate", "310987654322"))));

        Map<String, String> all = Map.of("storage", "5 4 4 2 low 1");
        assertThat(groups("")).isEqualTo(all);
        assertThat(groups("?filter[resource_group__in]=storage,none")).isEqualTo(all);
        assertThat(groups("?filter[resource_group]=none")).isEmpty();
        whetherOrNotItIsKept(() -> assertThat(groups("")).isEqualTo(all));
    }

    /** Total, failed, newly failed, resources; and failed that are low. */
    private Map<String, String> groups(String query) {
        Map<String, String> counts = new TreeMap<>();
        for (JsonNode each : api.get("overviews/resource-groups" + query).expect(200).items()) {
            JsonNode shown = each.get("attributes");
            counts.put(
                    each.get("id").asString(),
                    "%s %s %s %s low %s"
                            .formatted(
                                    shown.get("total_findings"),
                                    shown.get("failed_findings"),
                                    shown.get("new_failed_findings"),
                                    shown.get("resources_count"),
                                    shown.at("/severity/low")));
        }
        return counts;
    }

    @Test
    void eachDayIsAsTheLastScanOfEachProviderLeftIt() {
        Uploads.of(api, few());
        Eventually.holds(this::isSummarised);
        // whenever that was, and whatever day it is by now
        LocalDate today = dayOfTheScan();
        UUID provider = UUID.fromString(api.get("providers").expect(200).ids().getFirst());
        day(provider, today.minusDays(5), 7);
        day(provider, today.minusDays(2), 4);

        assertThat(
                        timeline(
                                "filter[date_from]="
                                        + today.minusDays(6)
                                        + "&filter[date_to]="
                                        + today))
                .containsExactly(
                        today.minusDays(6) + " 0 0",
                        today.minusDays(5) + " 7 1",
                        today.minusDays(4) + " 7 1",
                        today.minusDays(3) + " 7 1",
                        today.minusDays(2) + " 4 1",
                        today.minusDays(1) + " 4 1",
                        today + " 1 1");
        String part =
                "filter[date_from]=%s&filter[date_to]=%s"
                        .formatted(today.minusDays(4), today.minusDays(3));
        assertThat(timeline(part)).hasSize(2).allMatch(day -> day.endsWith("7 1"));
        assertThat(timeline(part + "&filter[provider_type]=gcp"))
                .allMatch(day -> day.endsWith(" 0 0"));
        server.sql()
                .sql("delete from daily_severity where tenant_id = ? and day = ?")
                .params(acme.id(), today)
                .update();
        server.sql()
                .sql("update scan set summarised_at = null where tenant_id = ?")
                .param(acme.id())
                .update();
        assertThat(timeline("filter[date_from]=" + today)).startsWith(today + " 1 1");
    }

    private LocalDate dayOfTheScan() {
        return server.sql()
                .sql(
                        "select cast(completed_at at time zone 'UTC' as date) from scan where"
                                + " tenant_id = ?")
                .param(acme.id())
                .query(LocalDate.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "'', date_from, required",
        "filter[date_from]=2026-02-30, , invalid",
        "filter[date_from]=2001-01-01, date_from, invalid",
        "filter[date_from]=2999-01-01, date_from, invalid",
        "filter[date_from]=2026-01-01&filter[date_to]=2999-01-01, date_to, invalid"
    })
    void aStretchOfTimeThatIsNoneIsRefused(String query, @Nullable String filter, String code) {
        Answer refused = api.get("overviews/findings_severity/timeseries?" + query).expect(400);

        assertThat(refused.at("/errors/0/code").asString()).isEqualTo(code);
        if (filter != null) {
            assertThat(refused.at("/errors/0/source/pointer").asString())
                    .isEqualTo("filter[" + filter + "]");
        }
    }

    @Test
    void whoSeesNoProviderSeesNothing() {
        Uploads.of(api, few());
        Tenancy.Person blind = acme.member();
        acme.limit(blind);

        assertThat(blind.api().get("overviews/categories").expect(200).items()).isEmpty();
        assertThat(blind.api().get("overviews/attack-surfaces").expect(200).items())
                .allSatisfy(
                        each ->
                                assertThat(each.at("/attributes/total_findings").asLong())
                                        .isZero());
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(
                        blind.api()
                                .get(
                                        "overviews/findings_severity/timeseries?filter[date_from]="
                                                + today)
                                .expect(200)
                                .at("/data/0/attributes/critical")
                                .asLong())
                .isZero();
    }

    private void whetherOrNotItIsKept(Runnable check) {
        Eventually.holds(this::isSummarised);
        check.run();
        server.sql()
                .sql("update scan set summarised_at = null where tenant_id = ?")
                .param(acme.id())
                .update();
        for (String table :
                List.of("scan_category", "scan_attack_surface", "scan_resource_group")) {
            server.sql()
                    .sql("delete from " + table + " where tenant_id = ?")
                    .param(acme.id())
                    .update();
        }
        check.run();
    }

    private boolean isSummarised() {
        return server.sql()
                .sql("select bool_and(summarised_at is not null) from scan where tenant_id = ?")
                .param(acme.id())
                .query(Boolean.class)
                .single();
    }

    private Map<String, String> surfaces(String query) {
        Map<String, String> counts = new TreeMap<>();
        for (JsonNode each : api.get("overviews/attack-surfaces" + query).expect(200).items()) {
            JsonNode shown = each.get("attributes");
            counts.put(
                    each.get("id").asString(),
                    "%s %s %s"
                            .formatted(
                                    shown.get("total_findings"),
                                    shown.get("failed_findings"),
                                    shown.get("muted_failed_findings")));
        }
        return counts;
    }

    /** Total, failed, newly failed; and failed that are critical and high. */
    private Map<String, String> categories(String query) {
        Map<String, String> counts = new TreeMap<>();
        for (JsonNode each : api.get("overviews/categories" + query).expect(200).items()) {
            JsonNode shown = each.get("attributes");
            counts.put(
                    each.get("id").asString(),
                    "%s %s %s %s/%s"
                            .formatted(
                                    shown.get("total_findings"),
                                    shown.get("failed_findings"),
                                    shown.get("new_failed_findings"),
                                    shown.at("/severity/critical"),
                                    shown.at("/severity/high")));
        }
        return counts;
    }

    /** Each day with what is critical, and how many scans say so. */
    private List<String> timeline(String query) {
        return api
                .get("overviews/findings_severity/timeseries?" + query)
                .expect(200)
                .items()
                .stream()
                .map(
                        each ->
                                each.get("id").asString()
                                        + " "
                                        + each.at("/attributes/critical")
                                        + " "
                                        + each.at("/attributes/scan_ids").size())
                .toList();
    }

    private void day(UUID provider, LocalDate day, int critical) {
        server.sql()
                .sql(
                        "insert into daily_severity (tenant_id, provider_id, day, scan_id,"
                                + " critical) values (?, ?, ?, gen_random_uuid(), ?)")
                .params(acme.id(), provider, day, critical)
                .update();
    }

    /** Four that count and one that is muted. */
    private static Stream<ObjectNode> few() {
        ObjectNode muted = record(3, "FAIL", "High", "secrets");
        muted.put("status", "Suppressed").put("status_id", 3);
        ObjectNode metadata = record(4, "FAIL", "High", "gate");
        Records.at(metadata, "metadata").put("event_code", "ec2_instance_imdsv2_enabled");
        return Stream.of(
                record(0, "FAIL", "Critical", "secrets"),
                record(1, "FAIL", "High", "secrets"),
                record(2, "PASS", "High", "secrets"),
                muted,
                metadata);
    }

    private static ObjectNode record(int n, String status, String severity, String category) {
        return ofGroup(record(n, status, severity, category, "310987654321"));
    }

    private static ObjectNode ofGroup(ObjectNode record) {
        Records.at(record, "unmapped").put("resource_group", "storage");
        return record;
    }

    private static ObjectNode record(
            int n, String status, String severity, String category, String account) {
        ObjectNode record = Records.numbered(account, n);
        record.put("status_code", status).put("severity", severity);
        Records.at(record, "unmapped").putArray("categories").add(category);
        return record;
    }
}
