package dev.bailiwick.posture.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.provider.ProviderScan;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.node.ObjectNode;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

final class AfterScanIT {

    private static final List<String> TABLES =
            List.of(
                    "daily_severity",
                    "scan_attack_surface",
                    "scan_category",
                    "scan_resource_group");
    private static final Set<String> BRANCHES =
            Set.of(
                    "scan-daily-severity",
                    "scan-attack-surface-overviews",
                    "scan-category-summaries",
                    "scan-resource-group-summaries");

    private static final String NOT_LOCKED = "55P03";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();
    private final String wrong = "wrong-" + UUID.randomUUID();
    private @Nullable String refusing;

    @Test
    void eachSummaryIsATaskAndTheLastSaysThatAllAreThere() {
        Uploads.of(api, few());

        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        for (String branch : BRANCHES) {
            Answer task = task(branch);
            assertThat(task.items()).as(branch).hasSize(1);
            assertThat(task.at("/data/0/attributes/state").asString()).isEqualTo("completed");
            assertThat(task.at("/data/0/attributes/task_args/scan_id").asString())
                    .isEqualTo(scan());
        }
        assertThat(
                        one(
                                "select count(*) from scan where summarised_at is not null and"
                                        + " tenant_id = ?"))
                .isEqualTo("1");
        assertThat(
                        rows(
                                "select category, severity, total_findings, failed_findings,"
                                        + " new_failed_findings from scan_category"))
                .containsExactly("gate 1 1 1 1", "secrets 0 1 1 1", "secrets 1 2 1 1");
        assertThat(
                        rows(
                                "select attack_surface, total_findings, failed_findings,"
                                        + " muted_failed_findings from scan_attack_surface"))
                .containsExactly("ec2-imdsv1 1 1 0", "secrets 3 2 1");
        assertThat(
                        rows(
                                "select resource_group, severity, total_findings, failed_findings,"
                                        + " resources_count from scan_resource_group"))
                .containsExactly("storage 0 1 1 1", "storage 1 3 2 1");
        assertThat(
                        rows(
                                "select critical, high, medium, low, informational, muted from"
                                        + " daily_severity"))
                .containsExactly("1 2 0 0 0 1");
    }

    /** Four that count and one that is muted; of one resource. */
    private static Stream<ObjectNode> few() {
        return Stream.of(
                record(0, "FAIL", "Critical", "secrets"),
                record(1, "FAIL", "High", "secrets"),
                record(2, "PASS", "High", "secrets"),
                muted(record(3, "FAIL", "High", "secrets")),
                checked(record(4, "FAIL", "High", "gate"), "ec2_instance_imdsv2_enabled"));
    }

    @Test
    void theDayIsTheLastScansAndThatOfTheOneBeforeWhenItIsDeleted() {
        Uploads.of(
                api,
                Stream.of(record(0, "FAIL", "Critical", "gate"), record(1, "FAIL", "Low", "gate")));
        Uploads.of(
                api,
                Stream.of(record(0, "FAIL", "Critical", "gate"), record(1, "PASS", "Low", "gate")));
        Eventually.holds(() -> open() == 0);
        String day = "select critical, low from daily_severity";
        assertThat(rows(day)).containsExactly("1 0");
        String last = scan();

        String task = api.delete("scans/" + last).expect(202).id();

        assertThat(rows(day)).containsExactly("1 1");
        Eventually.get(() -> stateOf(task), "completed"::equals);
        String first = scan();
        String gone = api.delete("scans/" + first).expect(202).id();
        assertThat(rows(day)).isEmpty();
        Eventually.get(() -> stateOf(gone), "completed"::equals);
    }

    /** Its rows are refused, until somebody mends that. */
    @Test
    void aBranchThatFailsOnceIsMadeAgainByItself() throws Exception {
        refuse("scan_category", "false");
        Uploads.of(api, few());
        Eventually.holds(() -> failures("scan-category-summaries") > 0);
        assertThat(state("scan-summary")).isEqualTo("scheduled");

        accept();

        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        assertThat(rows("select category from scan_category")).isNotEmpty();
        assertThat(BRANCHES).allSatisfy(name -> assertThat(task(name).items()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "scan-daily-severity, daily_severity",
        "scan-attack-surface-overviews, scan_attack_surface",
        "scan-category-summaries, scan_category",
        "scan-resource-group-summaries, scan_resource_group"
    })
    void aBranchThatFailsForGoodIsSeenAndRetriedAlone(String branch, String table)
            throws Exception {
        refuse(table, "false");
        Uploads.of(api, few());
        failForGood(branch);
        for (String other : BRANCHES) {
            if (!other.equals(branch)) {
                Eventually.get(() -> state(other), "completed"::equals);
            }
        }
        assertThat(api.get("tasks?filter[state]=failed").expect(200).ids())
                .isEqualTo(task(branch).ids());
        Answer waits = task("scan-summary");
        assertThat(waits.at("/data/0/attributes/state").asString()).isEqualTo("scheduled");
        assertThat(waits.at("/data/0/attributes/metadata/waits_for").findValuesAsString("name"))
                .containsExactly(branch);
        List<String> others = ends(branch);
        assertThat(others).hasSize(3);
        accept();

        retry(branch);

        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        assertThat(state(branch)).isEqualTo("completed");
        assertThat(rows("select scan_id from " + table)).isNotEmpty().containsOnly(scan());
        assertThat(ends(branch)).isEqualTo(others);
    }

    @Test
    void theTaskThatWaitsForAllIsRetriedLikeThem() throws Exception {
        refuse("scan", "summarised_at is null");
        Uploads.of(api, few());
        failForGood("scan-summary");
        assertThat(BRANCHES).allSatisfy(name -> assertThat(state(name)).isEqualTo("completed"));
        accept();

        retry("scan-summary");

        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        assertThat(
                        one(
                                "select count(*) from scan where summarised_at is not null and"
                                        + " tenant_id = ?"))
                .isEqualTo("1");
    }

    /** As if it had been tried as often as it is by itself. */
    private void failForGood(String name) {
        Eventually.holds(() -> failures(name) > 0);
        Eventually.holds(
                () ->
                        server.sql()
                                        .sql(
                                                "update job set failures = 4 where tenant_id = ?"
                                                        + " and name = ? and state = 'available'")
                                        .params(acme.id(), name)
                                        .update()
                                == 1);
        Eventually.get(() -> state(name), "failed"::equals);
    }

    private void retry(String name) {
        api.post("tasks/" + task(name).ids().getFirst() + "/retry", Map.of()).expect(202);
    }

    /** When the branches were over, but for one. */
    private List<String> ends(String but) {
        return BRANCHES.stream()
                .filter(name -> !name.equals(but))
                .sorted()
                .map(name -> task(name).at("/data/0/attributes/completed_at").asString())
                .toList();
    }

    @Test
    void whatIsWorkedOutAgainIsTheSame() {
        Uploads.of(api, few());
        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        Map<String, List<String>> before = all();
        UUID provider = UUID.fromString(api.get("providers").expect(200).ids().getFirst());
        UUID scan = UUID.fromString(scan());

        var _ =
                acme.inTransaction(
                        () -> {
                            server.bean(AfterScan.class).begin(new ProviderScan(provider, scan));
                            return true;
                        });
        Eventually.holds(() -> open() == 0);

        assertThat(all()).isEqualTo(before);
    }

    @Test
    void aProviderThatIsDeletedInTheMiddleTakesAllAlong() throws Exception {
        try (Connection holder = SuperuserLogin.to(server.data());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table posture.scan_category in share mode");
            Uploads.of(api, Stream.of(record(0, "FAIL", "Critical", "gate")));
            Eventually.get(() -> state("scan-category-summaries"), "executing"::equals);
            String provider = api.get("providers").expect(200).ids().getFirst();

            Future<Answer> deletion =
                    threads.submit(() -> api.delete("providers/" + provider).expect(202));
            holder.rollback();

            String task = deletion.get().id();
            Eventually.get(() -> stateOf(task), "completed"::equals);
        }
        assertThat(all().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
        Eventually.holds(() -> open() == 0);
        assertThat(state("scan-summary")).isIn("cancelled", "completed");
    }

    @Test
    void whatWaitsForADeletedScanIsCalledOff() throws Exception {
        refuse("scan_category", "false");
        Uploads.of(api, few());
        Eventually.holds(() -> failures("scan-category-summaries") > 0);

        String task = api.delete("scans/" + scan()).expect(202).id();

        Eventually.get(() -> stateOf(task), "completed"::equals);
        assertThat(state("scan-category-summaries")).isEqualTo("cancelled");
        assertThat(state("scan-summary")).isEqualTo("cancelled");
    }

    @Test
    void whoSeesSomeProvidersSeesTheirsAlone() {
        Uploads.of(api, few());
        Eventually.get(() -> state("scan-summary"), "completed"::equals);
        UUID seen = UUID.fromString(api.get("providers").expect(200).ids().getFirst());

        assertThat(TABLES)
                .allSatisfy(
                        table -> {
                            assertThat(seen(table, Visibility.none())).isZero();
                            assertThat(seen(table, new Visibility.Only(Set.of(UUID.randomUUID()))))
                                    .isZero();
                            assertThat(seen(table, new Visibility.Only(Set.of(seen)))).isPositive();
                        });
    }

    private long seen(String table, Visibility visibility) {
        return Scopes.call(
                visibility.within(Scope.Tenant.of(new TenantId(acme.id()))),
                () ->
                        server.bean(JdbcClient.class)
                                .sql("select count(*) from " + table)
                                .query(Long.class)
                                .single());
    }

    /** From now on the tenant's rows are refused unless that holds. */
    private void refuse(String table, String unless) throws Exception {
        refusing = table;
        run(
                "alter table posture.%s add constraint \"%s\" check (tenant_id <> '%s' or %s) not valid"
                        .formatted(table, wrong, acme.id(), unless));
    }

    @AfterEach
    void accept() throws Exception {
        if (refusing != null) {
            run(
                    "alter table posture.%s drop constraint if exists \"%s\""
                            .formatted(refusing, wrong));
            refusing = null;
        }
    }

    /** Gives way to whoever uses the table, and tries again: or all others would queue behind. */
    private void run(String statement) throws Exception {
        try (Connection connection = SuperuserLogin.to(server.data());
                Statement altering = connection.createStatement()) {
            altering.execute("set lock_timeout = '100ms'");
            Eventually.holds(() -> isDone(altering, statement));
        }
    }

    private static boolean isDone(Statement altering, String statement) {
        try {
            altering.execute(statement);
            return true;
        } catch (SQLException e) {
            if (NOT_LOCKED.equals(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode record(int n, String status, String severity, String category) {
        ObjectNode record = Records.numbered("310987654321", n);
        record.put("status_code", status).put("severity", severity);
        ObjectNode unmapped = Records.at(record, "unmapped");
        unmapped.put("resource_group", "storage").putArray("categories").add(category);
        return record;
    }

    private static ObjectNode muted(ObjectNode record) {
        return record.put("status", "Suppressed").put("status_id", 3);
    }

    private static ObjectNode checked(ObjectNode record, String check) {
        Records.at(record, "metadata").put("event_code", check);
        return record;
    }

    private String scan() {
        return api.get("scans?sort=-inserted_at").expect(200).ids().getFirst();
    }

    private Answer task(String name) {
        return api.get("tasks?filter[name]=" + name).expect(200);
    }

    /** Of the newest of that name. */
    private String state(String name) {
        return task(name).at("/data/0/attributes/state").asString();
    }

    private String stateOf(String task) {
        return api.get("tasks/" + task).expect(200).at("/data/attributes/state").asString();
    }

    private int failures(String name) {
        return Integer.parseInt(
                one(
                        "select coalesce(max(failures), 0) from job where name = '"
                                + name
                                + "' and tenant_id = ?"));
    }

    private long open() {
        return Long.parseLong(
                one(
                        "select count(*) from job where state in ('available', 'scheduled',"
                                + " 'executing') and tenant_id = ?"));
    }

    private String one(String query) {
        return server.sql()
                .sql(query)
                .param(acme.id())
                .query((row, n) -> String.valueOf(row.getObject(1)))
                .single();
    }

    private Map<String, List<String>> all() {
        Map<String, List<String>> all = new TreeMap<>();
        TABLES.forEach(table -> all.put(table, rows("select * from " + table)));
        return all;
    }

    /** Values with spaces between, in order. */
    private List<String> rows(String select) {
        return server.sql()
                .sql(
                        "select translate(cast(x as text), ',()', ' ') from (%s where tenant_id = ?) x order by x"
                                .formatted(select))
                .param(acme.id())
                .query((row, n) -> String.valueOf(row.getString(1)).strip())
                .list();
    }
}
