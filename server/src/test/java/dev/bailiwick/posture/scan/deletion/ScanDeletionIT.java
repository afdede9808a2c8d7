package dev.bailiwick.posture.scan.deletion;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class ScanDeletionIT {

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();

    @Test
    void theLatestGoesAndItIsAsIfItHadNeverBeen() {
        Tenancy zeta = Tenancy.of(server);
        Uploads.scan(zeta.api(), 0, 30, false);
        Uploads.scan(api, 0, 30, false);
        String wrong = Uploads.scan(api, 5, 47, true);
        assertThat(Uploads.picture(api)).isNotEqualTo(Uploads.picture(zeta.api()));

        Answer deleted = api.delete("scans/" + wrong).expect(202);

        assertThat(deleted.at("/data/attributes/name").asString()).isEqualTo("scan-deletion");
        assertThat(deleted.header("Content-Location")).isEqualTo("/api/v1/tasks/" + deleted.id());
        assertThat(over(deleted.id())).isEqualTo("completed");
        assertThat(Uploads.picture(api)).isEqualTo(Uploads.picture(zeta.api()));
        assertThat(rows(wrong)).isEmpty();
        Uploads.scan(zeta.api(), 3, 40, true);
        Uploads.scan(api, 3, 40, true);
        assertThat(Uploads.picture(api)).as("the next one").isEqualTo(Uploads.picture(zeta.api()));
    }

    @Test
    void anEarlierOneGoesWithWhatItAloneKnewAndLaterOnesStayAsTheyTold() {
        String first = Uploads.scan(api, 0, 30, false);
        Uploads.scan(api, 10, 40, true);
        Map<String, Map<JsonNode, Integer>> before = Uploads.picture(api);
        Tenancy zeta = Tenancy.of(server);
        Uploads.scan(zeta.api(), 10, 40, true);
        Map<String, Map<JsonNode, Integer>> without = Uploads.picture(zeta.api());

        assertThat(over(api.delete("scans/" + first).expect(202).id())).isEqualTo("completed");

        Map<String, Map<JsonNode, Integer>> after = Uploads.picture(api);
        for (String kept : List.of("findings/latest", "finding-groups/latest")) {
            assertThat(of(after, kept)).as(kept).isNotEmpty().isEqualTo(of(before, kept));
        }
        for (String gone : List.of("resources/latest", "overviews/providers", "scans")) {
            assertThat(of(after, gone)).as(gone).isNotEmpty().isEqualTo(of(without, gone));
        }
        assertThat(rows(first)).isEmpty();
    }

    private static Map<JsonNode, Integer> of(
            Map<String, Map<JsonNode, Integer>> picture, String list) {
        return picture.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(list))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whileItsRowsAreThereNobodySeesThemAndWhatOthersSawIsSeen() throws Exception {
        String first = Uploads.scan(api, 0, 30, false);
        String finding = api.get("findings/latest").expect(200).ids().getFirst();
        Uploads.scan(api, 10, 40, false);
        String alone = resource("quay-0");
        String shared = resource("quay-1");
        try (Connection holder = holding(first)) {
            String task = api.delete("scans/" + first).expect(202).id();

            api.get("scans/" + first).expect(404);
            api.delete("scans/" + first).expect(404);
            api.patch("scans/" + first, document("scans", first, Map.of("name", "again")))
                    .expect(404);
            api.get("findings/" + finding).expect(404);
            assertThat(api.get("findings?filter[scan]=" + first).expect(200).items()).isEmpty();
            api.get("resources/" + alone).expect(404);
            api.get("resources/" + shared).expect(200);
            assertThat(api.get("resources/latest").expect(200).ids())
                    .contains(shared)
                    .doesNotContain(alone)
                    .hasSize(3);
            assertThat(
                            api.get("overviews/providers")
                                    .expect(200)
                                    .at("/data/0/attributes/resources/total")
                                    .asInt())
                    .isEqualTo(3);
            assertThat(rows(first)).as("control").contains("finding");
            holder.rollback();
            assertThat(over(task)).isEqualTo("completed");
        }
        assertThat(rows(first)).isEmpty();
    }

    @Test
    void whatAScanHasSeenThatIsNotPublishedYetIsLeftToIt() {
        String first = Uploads.scan(api, 0, 10, false);
        UUID provider = UUID.fromString(api.get("providers").expect(200).ids().getFirst());
        UUID next = new ScanRows(acme, provider.toString()).executing("next");
        server.sql()
                .sql(
                        """
                        insert into finding (tenant_id, scan_id, provider_id, resource_id, check_metadata_id, uid_hash,
                                             first_seen_at, status, severity, delta, uid, check_id, service, region,
                                             resource_type, status_extended)
                        select tenant_id, ?, provider_id, resource_id, check_metadata_id, uid_hash,
                               first_seen_at, status, severity, delta, uid, check_id, service, region,
                               resource_type, status_extended
                        from finding where scan_id = ?::uuid
                        """)
                .params(next, first)
                .update();

        assertThat(over(api.delete("scans/" + first).expect(202).id())).isEqualTo("completed");

        assertThat(api.get("resources/latest").expect(200).items()).isEmpty();
        assertThat(
                        server.sql()
                                .sql("select first_scan_id from resource where tenant_id = ?")
                                .param(acme.id())
                                .query(UUID.class)
                                .list())
                .containsExactly(next);
    }

    @Test
    void anUploadThatIsBeingWrittenIsNotTornApart() {
        String provider = provider();
        UUID scan = new ScanRows(acme, provider).executing("half");
        UUID upload = Uploads.underWay(server.sql(), acme.id(), "processing");
        server.sql()
                .sql(
                        "update scan set job_id = (select id from job where ingestion_id = ?) where"
                                + " id = ?")
                .params(upload, scan)
                .update();
        Person seesItAlone = acme.member("MANAGE_SCANS", "MANAGE_INGESTIONS");
        acme.limit(seesItAlone, UUID.fromString(provider));
        seesItAlone.api().get("ingestions/" + upload).expect(404);

        for (Api who : List.of(api, seesItAlone.api())) {
            Answer refused = who.delete("scans/" + scan).expect(409);
            assertThat(refused.at("/errors/0/detail").asString()).contains("from an upload");
            who.get("scans/" + scan).expect(200);
        }
        server.sql()
                .sql("update job set state = 'failed' where ingestion_id = ?")
                .param(upload)
                .update();
        seesItAlone.api().delete("scans/" + scan).expect(202);
    }

    @Test
    void oneThatStandsReadyIsSkippedAndTheNextStandsReady() {
        String provider = provider();
        api.post("schedules/daily", document("daily-schedules", Map.of("provider_id", provider)))
                .expect(202);
        String schedule = api.get("schedules").expect(200).ids().getFirst();
        api.patch(
                        "schedules/" + schedule,
                        document("schedules", schedule, Map.of("cron", "30 4 1 1 *")))
                .expect(200);
        String ready = api.get("scans?filter[state]=scheduled").expect(200).ids().getFirst();

        assertThat(over(api.delete("scans/" + ready).expect(202).id())).isEqualTo("completed");

        api.get("scans/" + ready).expect(404);
        assertThat(api.get("scans?filter[state]=scheduled").expect(200).ids())
                .hasSize(1)
                .doesNotContain(ready);
    }

    @Test
    void aFailedOneDoesNotComeBackWhenItsTaskIsRetried() {
        Map<String, Object> link = Map.of("provider", Api.link("providers", provider()));
        String task = api.post("scans", document("scans", Map.of(), link)).expect(202).id();
        assertThat(over(task)).isEqualTo("failed");
        String scan = api.get("scans").expect(200).ids().getFirst();
        assertThat(over(api.delete("scans/" + scan).expect(202).id())).isEqualTo("completed");

        api.post("tasks/" + task + "/retry", Map.of()).expect(202);

        assertThat(over(task)).isEqualTo("failed");
        assertThat(api.get("tasks/" + task).at("/data/attributes/result/exc_message/0").asString())
                .isEqualTo("The scan has been deleted.");
        assertThat(api.get("scans").expect(200).items()).isEmpty();
    }

    @Test
    void aProviderThatIsDeletedMeanwhileTakesItAlong() throws Exception {
        String scan = Uploads.scan(api, 0, 10, false);
        String provider = api.get("providers").expect(200).ids().getFirst();
        try (Connection holder = holding(scan);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String task = api.delete("scans/" + scan).expect(202).id();
            Eventually.holds(() -> state(task).equals("executing"));

            Future<Answer> deletion =
                    threads.submit(() -> api.delete("providers/" + provider).expect(202));
            holder.rollback();

            assertThat(over(deletion.get().id())).isEqualTo("completed");
            assertThat(over(task)).isIn("cancelled", "completed");
        }
        assertThat(rows(scan)).isEmpty();
    }

    /** A connection that holds the findings of the scan, so that they are not removed. */
    private Connection holding(String scan) throws SQLException {
        Connection connection = server.maint().getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement hold =
                connection.prepareStatement(
                        "select from finding where scan_id = ?::uuid for key share")) {
            hold.setString(1, scan);
            hold.executeQuery().close();
        }
        return connection;
    }

    private static final String HAVING =
            """
            select c.relname
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and a.attname = 'scan_id' and not a.attisdropped
            """;

    /** The tables that have rows of the scan. */
    private Set<String> rows(String scan) {
        Set<String> tables = new TreeSet<>();
        for (Object each : server.sql().sql(HAVING).query(String.class).list()) {
            String table = String.valueOf(each);
            if (has(table, "scan_id", scan)) {
                tables.add(table);
            }
        }
        if (has("scan", "id", scan)) {
            tables.add("scan");
        }
        return tables;
    }

    private boolean has(String table, String column, String scan) {
        return server.sql()
                .sql("select exists (select from %s where %s = ?::uuid)".formatted(table, column))
                .param(scan)
                .query(Boolean.class)
                .single();
    }

    private String resource(String name) {
        return api.get("resources/latest?filter[name]=" + name).expect(200).ids().getFirst();
    }

    private String provider() {
        return api.post(
                        "providers",
                        document("providers", Map.of("provider", "github", "uid", "fern-1")))
                .expect(201)
                .id();
    }

    private String state(String task) {
        return api.get("tasks/" + task).expect(200).at("/data/attributes/state").asString();
    }

    private String over(String task) {
        return Eventually.get(() -> state(task), OVER::contains);
    }
}
