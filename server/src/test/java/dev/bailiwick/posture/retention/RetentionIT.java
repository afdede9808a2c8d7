package dev.bailiwick.posture.retention;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

final class RetentionIT {

    private static final String FINDINGS = "findings/latest?page[size]=100";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();

    @Test
    void aTenantSaysHowLongItKeepsScansAndTakesThatBack() {
        Answer first = api.get("retention").expect(200);
        assertThat(first.at("/data/type").asString()).isEqualTo("retentions");
        assertThat(first.id()).isEqualTo(acme.id().toString());
        for (String attribute : List.of("days", "scans", "default_days", "default_scans")) {
            assertThat(first.at("/data/attributes/" + attribute).isNull()).as(attribute).isTrue();
        }

        keep(api, 30, 5).expect(200);
        Map<String, @Nullable Object> untimed = new HashMap<>();
        untimed.put("days", null);
        Answer changed = api.patch("retention", change(untimed)).expect(200);

        assertThat(changed.at("/data/attributes/days").isNull()).isTrue();
        assertThat(changed.at("/data/attributes/scans").asInt()).isEqualTo(5);
        assertThat(api.get("retention").expect(200).at("/data/attributes/scans").asInt())
                .isEqualTo(5);
        assertThat(Tenancy.of(server).api().get("retention").at("/data/attributes/scans").isNull())
                .as("another tenant's")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"days, 0", "days, -3", "days, 3651", "scans, 0", "scans, 10001"})
    void whatIsOutOfBoundsIsRefusedAtItsPlace(String attribute, int value) {
        Answer refused = api.patch("retention", change(Map.of(attribute, value))).expect(400);

        assertThat(refused.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/" + attribute);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new RetentionProperties(
                                        attribute.equals("days") ? value : null,
                                        attribute.equals("scans") ? value : null))
                .withMessageContaining("bailiwick.retention." + attribute);
    }

    @Test
    void onlyWhoManagesTheAccountReadsAndChangesIt() {
        Api other = acme.member("MANAGE_SCANS", "MANAGE_PROVIDERS").api();

        other.get("retention").expect(403);
        keep(other, 30, 5).expect(403);
        keep(acme.member("MANAGE_ACCOUNT", "MANAGE_SCANS").api(), 30, 5).expect(200);
    }

    /** It removes scans of all providers, as nobody could who does not see them. */
    @Test
    void onlyWhoSeesAllAndMayRemoveScansChangesIt() {
        Tenancy.Person limited = acme.member("MANAGE_ACCOUNT", "MANAGE_SCANS");
        acme.limit(limited, UUID.fromString(provider()));
        Tenancy.Person without = acme.member("MANAGE_ACCOUNT");

        keep(limited.api(), 1, 1).expect(403);
        keep(without.api(), 1, 1).expect(403);

        limited.api().get("retention").expect(200);
        assertThat(api.get("retention").expect(200).at("/data/attributes/days").isNull()).isTrue();
    }

    @Test
    void aChangeIsOnRecordAndTheAppRoleMakesNoOther() {
        keep(api, 30, 5).expect(200);
        keep(api, 30, 5).expect(200);
        keep(api, 7, null).expect(200);

        assertThat(
                        server.sql()
                                .sql(
                                        "select concat_ws(' ', principal_id, object, details ->>"
                                            + " 'days', details ->> 'scans', details #>>"
                                            + " '{before,days}', details #>> '{before,scans}') from"
                                            + " audit_entry where tenant_id = ? and what ="
                                            + " 'tenant.retention' order by at, id")
                                .param(acme.id())
                                .query(String.class)
                                .list())
                .containsExactly(
                        "%s %s 30 5".formatted(acme.owner().id(), acme.id()),
                        "%s %s 7 30 5".formatted(acme.owner().id(), acme.id()));
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(
                        () ->
                                acme.inTransaction(
                                        () ->
                                                server.bean(JdbcClient.class)
                                                        .sql("update retention set days = 1")
                                                        .update()));
    }

    @Test
    void asManyScansOfEachProviderStayAsAreKept() {
        Uploads.scan(api, 0, 30, false);
        Uploads.scan(api, 5, 40, true);
        String third = Uploads.scan(api, 10, 40, false);
        String fourth = Uploads.scan(api, 20, 45, true);
        ScanRows others = new ScanRows(acme, provider());
        others.fill(others.published("alone"), 3, 2);
        Map<String, Map<JsonNode, Integer>> before = Uploads.picture(api);
        keep(api, null, 2).expect(200);

        thinOut();

        assertThat(api.get("scans?filter[provider_type]=aws").expect(200).ids())
                .containsExactlyInAnyOrder(third, fourth);
        assertThat(Uploads.picture(api))
                .containsEntry(FINDINGS, Objects.requireNonNull(before.get(FINDINGS)));
        assertThat(api.get("resources/latest?filter[provider_type]=aws").expect(200).items())
                .as("those of findings from the tenth on")
                .hasSize(4);
        assertThat(others.count("scan")).isOne();
        assertThat(turns()).as("one for each scan that went, and one that found none").isEqualTo(3);
        assertThat(rows("finding")).isEqualTo(30 + 25 + 6);
    }

    @Test
    void whatIsTooOldGoesButNeverTheLatestOfAProvider() {
        String first = Uploads.scan(api, 0, 30, false);
        String second = Uploads.scan(api, 5, 40, true);
        age(first, 45);
        age(second, 40);
        Tenancy zeta = Tenancy.of(server);
        String kept = Uploads.scan(zeta.api(), 0, 10, false);
        Uploads.scan(zeta.api(), 0, 10, true);
        server.sql()
                .sql("update scan set completed_at = now() - interval '99 days' where id = ?::uuid")
                .param(kept)
                .update();
        keep(api, 30, null).expect(200);

        thinOut();

        assertThat(api.get("scans").expect(200).ids()).containsExactly(second);
        assertThat(rows("finding")).isEqualTo(35);
        zeta.api().get("scans/" + kept).expect(200);
        assertThat(zeta.api().get("tasks?filter[name]=scan-retention").expect(200).items())
                .isEmpty();
    }

    /** Nothing is too old here: nobody keeps scans for a time. */
    @Test
    void whatAFailedJobHasLeftGoesWithTheNext() {
        String first = Uploads.scan(api, 0, 30, false);
        Uploads.scan(api, 5, 40, true);
        UUID removal = job("scan-deletion");
        server.sql()
                .sql(
                        "update scan set deleted_at = now(), published_at = null, job_id = ? where"
                                + " id = ?::uuid")
                .params(removal, first)
                .update();
        server.keepHouse("daily-retention");
        assertThat(retentions()).as("while its own job is at it").isEmpty();
        server.sql()
                .sql("update job set state = 'failed', completed_at = now() where id = ?")
                .param(removal)
                .update();

        thinOut();

        assertThat(rows("scan")).isOne();
        assertThat(rows("finding")).isEqualTo(35);
        assertThat(retentions()).hasSize(1);
    }

    @Test
    void whatHasBegunToGoIsNotCalledOff() {
        UUID job = job("scan-retention");

        Answer refused = api.delete("tasks/" + job).expect(400);

        assertThat(refused.at("/errors/0/detail").asString()).contains("cannot be cancelled");
    }

    @Test
    void itIsLookedForOnceADay() {
        keep(api, 30, 5).expect(200);
        thinOut();

        server.keepHouse("daily-retention");

        assertThat(retentions()).hasSize(1);
        server.sql()
                .sql("update job set inserted_at = now() - interval '25 hours' where tenant_id = ?")
                .param(acme.id())
                .update();
        thinOut();
        assertThat(retentions()).hasSize(2);
    }

    @Test
    void whoSaysNothingKeepsScansAsTheServerSays(@TempDir Path data) {
        try (TestServer own = TestServer.start(data, Map.of("bailiwick.retention.scans", "1"))) {
            Tenancy zeta = Tenancy.of(own);
            Uploads.scan(zeta.api(), 0, 10, false);
            String latest = Uploads.scan(zeta.api(), 0, 10, true);
            assertThat(
                            zeta.api()
                                    .get("retention")
                                    .expect(200)
                                    .at("/data/attributes/default_scans")
                                    .asInt())
                    .isOne();

            // the server may have looked itself, when there was nothing to remove yet
            own.sql()
                    .sql(
                            "update job set inserted_at = now() - interval '25 hours'"
                                    + " where name = 'scan-retention'")
                    .update();
            own.keepHouse("daily-retention");

            Eventually.get(
                    () -> zeta.api().get("scans").expect(200).ids(), List.of(latest)::equals);
        }
    }

    /** One that a process is at. */
    private UUID job(String name) {
        return server.sql()
                .sql(
                        "insert into job (tenant_id, name, state, correlation) values (?, ?,"
                                + " 'executing', '') returning id")
                .params(acme.id(), name)
                .query(UUID.class)
                .single();
    }

    private List<JsonNode> retentions() {
        return api.get("tasks?filter[name]=scan-retention").expect(200).items();
    }

    /** Has all tenants looked after, and waits for this one's. */
    private void thinOut() {
        server.keepHouse("daily-retention");
        Eventually.holds(
                () ->
                        retentions().stream()
                                .allMatch(
                                        task ->
                                                task.at("/attributes/state")
                                                        .asString()
                                                        .equals("completed")));
    }

    private static Answer keep(Api who, @Nullable Integer days, @Nullable Integer scans) {
        Map<String, @Nullable Object> attributes = new HashMap<>();
        attributes.put("days", days);
        attributes.put("scans", scans);
        String id = Tenancy.tenantOf(who).toString();
        return who.patch("retention", document("retentions", id, attributes));
    }

    private Map<String, Object> change(Map<String, ?> attributes) {
        return document("retentions", acme.id().toString(), attributes);
    }

    private void age(String scan, int days) {
        server.sql()
                .sql(
                        """
                        update scan set completed_at = completed_at - ? * interval '1 day',
                                        published_at = published_at - ? * interval '1 day'
                        where id = ?::uuid
                        """)
                .params(days, days, scan)
                .update();
    }

    private int turns() {
        return server.sql()
                .sql("select attempt from job where tenant_id = ? and name = 'scan-retention'")
                .param(acme.id())
                .query(Integer.class)
                .single();
    }

    private long rows(String table) {
        return server.sql()
                .sql("select count(*) from " + table + " where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private String provider() {
        return api.post(
                        "providers",
                        document("providers", Map.of("provider", "github", "uid", "fern-1")))
                .expect(201)
                .id();
    }
}
