package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.ingestion.Harbour.findings;
import static dev.bailiwick.posture.ingestion.ocsf.Records.at;
import static dev.bailiwick.posture.ingestion.ocsf.Records.finding;
import static dev.bailiwick.posture.ingestion.ocsf.Records.numbered;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class WritingIT {

    private final Harbour harbour = Harbour.on(TestServer.shared());

    @Test
    void writesEveryPartOfAFinding() {
        UUID ingestion =
                harbour.ingest(
                        "[" + finding(r -> r.putObject("extra").put("ticket", "QUAY-7")) + "]");

        assertThat(
                        harbour.text(
                                """
                                select row(f.status, f.severity, f.delta, f.muted, f.uid, f.check_id, f.service, f.region, f.resource_type,
                                           f.status_extended, f.muted_reason, f.raw_result ->> 'extra', f.first_seen_at at time zone 'UTC')
                                from finding f where scan_id = '%s'
                                """
                                        .formatted(harbour.scan(ingestion))))
                .isEqualTo(
                        "(0,1,1,f,prowler-aws-s3_bucket_encrypted-210987654321-eu-west-1-quay-3,s3_bucket_encrypted,s3,eu-west-1,AwsS3Bucket,\"Bucket"
                            + " quay-3 has no encryption.\",,\"{\"\"ticket\"\":"
                            + " \"\"QUAY-7\"\"}\",\"2025-10-09 08:53:20\")");
        assertThat(
                        harbour.text(
                                """
                                select row(r.uid, r.name, r.region, r.service, r.type, r.partition, r.details, r.groups, r.tags)
                                from resource r where first_scan_id = '%s'
                                """
                                        .formatted(harbour.scan(ingestion))))
                .isEqualTo(
                        "(arn:aws:s3:::quay-3,quay-3,eu-west-1,s3,AwsS3Bucket,aws,\"berth"
                                + " 3\",{},\"{\"\"env\"\": \"\"prod\"\", \"\"team\"\":"
                                + " \"\"cranes\"\"}\")");
        assertThat(harbour.count("resource_tag", "key = 'team' and value = 'cranes'")).isOne();
        assertThat(
                        harbour.count(
                                "check_metadata",
                                "check_id = 's3_bucket_encrypted' and categories = '{encryption}'"))
                .isOne();
    }

    @Test
    void publishesTheScanWithItsSums() {
        UUID scan = harbour.scan(harbour.ingest(findings(0, 2_500)));

        assertThat(
                        harbour.text(
                                "select row(state, finding_count, unique_resource_count, services,"
                                        + " regions, categories, progress) from scan where id = '"
                                        + scan
                                        + "'"))
                .isEqualTo("(completed,2500,250,{s3},\"{eu-west-1,us-east-1}\",{encryption},100)");
        assertThat(harbour.count("provider", "latest_scan_id = '" + scan + "'")).isOne();
        assertThat(harbour.count("scan_resource", "scan_id = '" + scan + "'")).isEqualTo(250);
        assertThat(
                        harbour.text(
                                "select sum(failed_findings_count) from scan_resource where scan_id"
                                        + " = '"
                                        + scan
                                        + "'"))
                .isEqualTo("834");
        assertThat(
                        harbour.text(
                                "select sum(findings) from scan_count where scan_id = '"
                                        + scan
                                        + "' and status = 0"))
                .isEqualTo("834");
        assertThat(
                        harbour.text(
                                "select sum(findings) from scan_breakdown where scan_id = '"
                                        + scan
                                        + "' and region = 'eu-west-1'"))
                .isEqualTo("1250");
        assertThat(
                        harbour.text(
                                "select count(*) from finding f join scan s on s.id = f.scan_id and"
                                    + " f.id between s.first_finding_id and s.last_finding_id where"
                                    + " s.id = '"
                                        + scan
                                        + "'"))
                .isEqualTo("2500");
        assertThat(harbour.count("ingestion_chunk", "true")).isZero();
        assertThat(harbour.count("check_metadata", "true")).isEqualTo(10);
        assertThat(
                        harbour.text(
                                "select source ->> 'account_name' from scan where id = '"
                                        + scan
                                        + "'"))
                .isEqualTo("harbour");
    }

    @Test
    void bringsKnownResourcesUpToDateOnceTheirScanIsPublished() {
        harbour.ingest("[" + finding(r -> {}) + "]");

        harbour.ingest("[" + finding(WritingIT::renamed) + "]");

        assertThat(harbour.text("select name from resource where " + OF_TENANT.formatted(tenant())))
                .isEqualTo("quay-3 again");
        assertThat(harbour.count("resource_tag", "key = 'berth' and value = '7'")).isOne();
        assertThat(harbour.count("resource_tag", "key = 'team'")).isZero();
        assertThat(harbour.count("resource_change", "true")).isZero();
    }

    @Test
    void leavesKnownResourcesAsTheyWereWhileTheirScanIsNotPublished() throws Exception {
        harbour.ingest("[" + finding(r -> {}) + "]");

        harbour.writeUnpublished(parsed(WritingIT::renamed));

        assertThat(harbour.count("resource_change", "name = 'quay-3 again'")).isOne();
        assertThat(harbour.text("select name from resource where " + OF_TENANT.formatted(tenant())))
                .isEqualTo("quay-3");
        assertThat(harbour.count("resource_tag", "key = 'team'")).isOne();
    }

    @Test
    void countsTheFirstDescriptionOfAResourceAlsoWhenItWasKilledBehindIt() throws Exception {
        harbour.ingest("[" + finding(r -> {}) + "]");

        UUID scan =
                harbour.writeUnpublished(
                        parsed(r -> {}),
                        parsed(WritingIT::renamed),
                        parsed(WritingIT::another),
                        parsed(r -> renamed(another(r))));

        assertThat(harbour.count("finding", "scan_id = '%s'".formatted(scan))).isEqualTo(4);
        assertThat(harbour.count("resource_change", "true")).isZero();
        assertThat(
                        harbour.texts(
                                "select name from resource where " + OF_TENANT.formatted(tenant())))
                .containsOnly("quay-3");
    }

    private static OcsfFinding parsed(Consumer<ObjectNode> change) throws IOException {
        byte[] file = ("[" + finding(change) + "]").getBytes(UTF_8);
        try (OcsfReader records = new OcsfReader(new ByteArrayInputStream(file), Instant.now())) {
            return ((ParsedRecord.Good) Objects.requireNonNull(records.next())).finding();
        }
    }

    private static final String OF_TENANT = "tenant_id = '%s'";

    private UUID tenant() {
        return harbour.tenant();
    }

    private static ObjectNode another(ObjectNode record) {
        ((ObjectNode) record.get("resources").get(0)).put("uid", "arn:aws:s3:::quay-4");
        return record;
    }

    private static void renamed(ObjectNode record) {
        ObjectNode resource = (ObjectNode) record.get("resources").get(0);
        resource.put("name", "quay-3 again");
        resource.putArray("labels").add("berth:7");
    }

    @Test
    void comparesWithWhatWasPublishedBefore() {
        harbour.ingest(findings(0, 100));
        String second =
                IntStream.range(10, 120)
                        .mapToObj(n -> n < 20 ? turned(n) : numbered(Harbour.ACCOUNT, n).toString())
                        .collect(Collectors.joining(",", "[", "]"));
        UUID scan = harbour.scan(harbour.ingest(second));

        assertThat(harbour.count("finding", "scan_id = '" + scan + "' and delta = 1"))
                .as("new")
                .isEqualTo(20);
        assertThat(harbour.count("finding", "scan_id = '" + scan + "' and delta = 2"))
                .as("changed")
                .isEqualTo(10);
        assertThat(harbour.count("finding", "scan_id = '" + scan + "' and delta = 0"))
                .as("as before")
                .isEqualTo(80);
        assertThat(harbour.count("provider", "true")).isOne();
        assertThat(harbour.count("resource", "true")).isEqualTo(12);
    }

    private static String turned(int n) {
        return withStatus(n, n % 3 == 0 ? "PASS" : "FAIL");
    }

    private static String withStatus(int n, String status) {
        return numbered(Harbour.ACCOUNT, n).put("status_code", status).toString();
    }

    @Test
    void keepsWhenAFindingWasFirstSeen() {
        harbour.ingest("[" + finding(r -> r.put("time", 1_600_000_000)) + "]");
        UUID later =
                harbour.scan(
                        harbour.ingest("[" + finding(r -> r.put("time", 1_700_000_000)) + "]"));

        assertThat(
                        harbour.text(
                                "select extract(epoch from first_seen_at)::bigint from finding"
                                        + " where scan_id = '"
                                        + later
                                        + "'"))
                .isEqualTo("1600000000");
    }

    @Test
    void writesAResourceAgainOnlyWhenItHasChanged() {
        harbour.ingest("[" + finding() + "]");
        String before =
                harbour.text(
                        "select updated_at from resource where tenant_id = '"
                                + harbour.tenant()
                                + "'");
        harbour.ingest("[" + finding() + "]");
        String same =
                harbour.text(
                        "select updated_at from resource where tenant_id = '"
                                + harbour.tenant()
                                + "'");
        harbour.ingest(
                "[" + finding(r -> at(r, "resources/0").putArray("labels").add("env:test")) + "]");

        assertThat(same).isEqualTo(before);
        assertThat(
                        harbour.text(
                                "select updated_at from resource where tenant_id = '"
                                        + harbour.tenant()
                                        + "'"))
                .isNotEqualTo(before);
        assertThat(
                        harbour.texts(
                                "select key || '=' || value from resource_tag where tenant_id = '"
                                        + harbour.tenant()
                                        + "'"))
                .containsExactly("env=test");
    }

    @Test
    void makesAScanOfEachAccount() {
        String file =
                "["
                        + numbered("111111111111", 1)
                        + ","
                        + numbered("222222222222", 1)
                        + ","
                        + numbered("111111111111", 2)
                        + "]";
        UUID ingestion = harbour.ingest(file);

        assertThat(
                        harbour.texts(
                                "select p.uid || ':' || s.finding_count from scan s join provider p"
                                        + " on p.id = s.provider_id where s.ingestion_id = '"
                                        + ingestion
                                        + "' order by 1"))
                .containsExactly("111111111111:2", "222222222222:1");
    }

    @Test
    void writesTheSameFileSentSeveralTimesAtOnceOneAfterTheOther() throws Exception {
        String file = findings(0, 600);
        List<UUID> ids = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<UUID>> uploads =
                    List.of(
                            () -> harbour.accepted(file),
                            () -> harbour.accepted(file),
                            () -> harbour.accepted(file),
                            () -> harbour.accepted(file));
            for (Future<UUID> each : pool.invokeAll(uploads)) {
                ids.add(each.get());
            }
        }
        ids.forEach(harbour::await);

        assertThat(harbour.count("scan", "state = 'completed'")).isEqualTo(4);
        assertThat(harbour.count("finding", "true")).isEqualTo(2_400);
        assertThat(harbour.count("finding", "delta = 1")).isEqualTo(600);
        assertThat(harbour.count("finding", "delta = 2")).isZero();
        assertThat(harbour.count("provider", "true")).isOne();
        assertThat(harbour.count("resource", "true")).isEqualTo(60);
        assertThat(
                        harbour.texts(
                                "select cast(s.id as text) from scan s join ingestion i on i.id = s.ingestion_id where i.tenant_id = '%s' order by i.requested_at"
                                        .formatted(harbour.tenant())))
                .as("in the order of receipt")
                .isEqualTo(
                        harbour.texts(
                                "select cast(id as text) from scan where tenant_id = '%s' order by published_at"
                                        .formatted(harbour.tenant())));
    }

    @Test
    void keepsTextAsItCame() {
        List<String> odd =
                List.of(
                        "ünïcode ✓ 漢字 🦀",
                        "quote ' \" \\ back",
                        "<script>alert(1)</script>",
                        "x".repeat(20_000),
                        "a\tb\nc",
                        "'; drop table finding; --",
                        "{a,b}",
                        "");
        String file =
                IntStream.range(0, odd.size())
                        .mapToObj(
                                n ->
                                        Records.numbered(Harbour.ACCOUNT, n)
                                                .put("status_detail", odd.get(n))
                                                .put("message", odd.get(n))
                                                .toString())
                        .collect(Collectors.joining("\n"));
        UUID scan = harbour.scan(harbour.ingest(file));

        assertThat(
                        harbour.texts(
                                "select status_extended from finding where scan_id = '"
                                        + scan
                                        + "' order by id"))
                .isEqualTo(odd);
    }
}
