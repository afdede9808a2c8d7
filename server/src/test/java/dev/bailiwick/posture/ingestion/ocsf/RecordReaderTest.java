package dev.bailiwick.posture.ingestion.ocsf;

import static dev.bailiwick.posture.ingestion.ocsf.Records.at;
import static dev.bailiwick.posture.ingestion.ocsf.Records.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.provider.ProviderKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

class RecordReaderTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void takesEveryPartOfAFinding() {
        OcsfFinding finding = good(record -> {});

        assertThat(finding.account()).isEqualTo(new Account(ProviderKind.AWS, "210987654321"));
        assertThat(finding.uid())
                .isEqualTo("prowler-aws-s3_bucket_encrypted-210987654321-eu-west-1-quay-3");
        assertThat(finding.status()).isEqualTo(FindingStatus.FAIL);
        assertThat(finding.severity()).isEqualTo(Severity.HIGH);
        assertThat(finding.muted()).isFalse();
        assertThat(finding.statusExtended()).isEqualTo("Bucket quay-3 has no encryption.");
        assertThat(finding.time()).isEqualTo(Instant.ofEpochSecond(1_760_000_000));
        assertThat(finding.rest()).isNull();
        assertThat(finding.resource())
                .isEqualTo(
                        new SeenResource(
                                "arn:aws:s3:::quay-3",
                                "quay-3",
                                "eu-west-1",
                                "s3",
                                "AwsS3Bucket",
                                "aws",
                                "berth 3",
                                "{\"name\":\"quay-3\",\"size\":12.125}",
                                "",
                                Map.of("env", "prod", "team", "cranes")));
    }

    @Test
    void tellsWhoMadeTheRecordAndWhoseAccountItIs() {
        ParsedRecord read = OcsfReaderTest.read(Records.finding().toString()).getFirst();

        assertThat(((ParsedRecord.Good) read).source().known())
                .containsEntry("product", "Prowler")
                .containsEntry("product_version", "5.46.0")
                .containsEntry("account_name", "harbour")
                .containsEntry("account_labels", List.of("cost:7"))
                .containsEntry("organization_uid", "o-harbour");
    }

    @Test
    void writesCheckMetadataWithTheScannersOwnKeys() {
        CheckMetadata check = good(record -> {}).check().metadata();

        assertThat(JSON.readTree(check.json()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"provider": "aws", "checkid": "s3_bucket_encrypted", "checktitle": "Bucket is encrypted",
                                 "checktype": ["Data Protection"], "servicename": "s3", "subservicename": "", "severity": "high",
                                 "resourcetype": "AwsS3Bucket", "resourcegroup": "", "description": "Buckets must be encrypted.",
                                 "risk": "Anyone may read it.", "relatedurl": "", "additionalurls": ["https://harbour.example/more"],
                                 "remediation": {
                                   "code": {"cli": "aws s3api put-bucket-encryption --bucket x", "other": "", "nativeiac": "", "terraform": ""},
                                   "recommendation": {"text": "Switch it on.", "url": "https://harbour.example/fix"}},
                                 "categories": ["encryption"], "dependson": [], "relatedto": [], "notes": "",
                                 "compliance": {"CIS-3.0": ["2.1.1", "2.1.2"], "SOC2": ["cc_6_1"]}}
                                """));
        assertThat(check.categories()).containsExactly("encryption");
        assertThat(check.hash()).hasSize(64);
    }

    @Test
    void findingsOfOneCheckShareItsMetadata() {
        CheckFacts one = good(record -> {}).check();
        CheckFacts other =
                good(record ->
                                at(record, "resources/0")
                                        .put("uid", "arn:aws:s3:::elsewhere")
                                        .put("name", "elsewhere"))
                        .check();
        CheckFacts changed = good(record -> record.put("risk_details", "None.")).check();

        assertThat(other).isEqualTo(one);
        assertThat(changed.metadata().hash()).isNotEqualTo(one.metadata().hash());
    }

    /** What is remembered of checks is bounded by it. */
    @ParameterizedTest
    @CsvSource({
        "metadata, event_code",
        "finding_info, title",
        "finding_info, desc",
        "resources/0, type",
        "resources/0/group, name",
        "unmapped, related_url",
        "unmapped, notes",
        "unmapped, resource_group",
        "remediation, desc"
    })
    void theSizeOfACheckGrowsWithEachOfItsTexts(String place, String name) {
        CheckFacts brief = good(record -> at(record, place).put(name, "x")).check();
        CheckFacts longer = good(record -> at(record, place).put(name, "x".repeat(401))).check();

        assertThat(longer.size()).isEqualTo(brief.size() + 400);
    }

    @Test
    void keepsWhatNoColumnHoldsWhereItStood() {
        OcsfFinding finding =
                good(
                        record -> {
                            record.putObject("vendor_extra")
                                    .put("ticket", "QUAY-77")
                                    .put("share", 1e-7);
                            at(record, "cloud/account").put("nickname", "h");
                            at(record, "resources/0").put("owner", "crane 4");
                            record.put("message", "Another sentence.");
                        });

        assertThat(JSON.readTree(finding.rest()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"vendor_extra": {"ticket": "QUAY-77", "share": 1e-7}, "cloud": {"account": {"nickname": "h"}},
                                 "resources": {"0": {"owner": "crane 4"}}, "message": "Another sentence."}
                                """));
    }

    @Test
    void copiesNumbersDigitByDigit() {
        String record = finding().toString().replace("12.125", "1234567890123456789012.1250");
        ParsedRecord read = OcsfReaderTest.read("[" + record + "]").getFirst();

        assertThat(((ParsedRecord.Good) read).finding().resource().metadata())
                .contains("1234567890123456789012.1250");
    }

    @Test
    void readsMutingFromEitherField() {
        assertThat(good(record -> record.put("status", "Suppressed")).muted()).isTrue();
        assertThat(good(record -> record.put("status_id", 3)).muted()).isTrue();
    }

    @Test
    void readsTimesInSecondsAndMilliseconds() {
        assertThat(good(record -> record.put("time", 1_760_000_000_123L)).time())
                .isEqualTo(Instant.ofEpochMilli(1_760_000_000_123L));
        assertThat(good(record -> record.put("time", 9_760_000_000L)).time())
                .as("the future is not seen yet")
                .isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
    }

    @Test
    void findsTheAccountInOlderFiles() {
        OcsfFinding cloud =
                good(
                        record -> {
                            at(record, "unmapped").remove(List.of("provider", "provider_uid"));
                            at(record, "metadata").put("version", "1.4.0");
                        });
        OcsfFinding cluster =
                good(
                        record -> {
                            record.remove("cloud");
                            at(record, "unmapped").remove(List.of("provider", "provider_uid"));
                            at(record, "metadata").put("event_code", "core_pod");
                            at(record, "finding_info")
                                    .put(
                                            "uid",
                                            "prowler-kubernetes-core_pod-my-cluster-namespace:"
                                                    + " cranes-pod-1");
                            at(record, "resources/0")
                                    .put("name", "pod-1")
                                    .put("namespace", "cranes")
                                    .remove(List.of("region", "cloud_partition"));
                        });

        assertThat(cloud.account()).isEqualTo(new Account(ProviderKind.AWS, "210987654321"));
        assertThat(cluster.account()).isEqualTo(new Account(ProviderKind.KUBERNETES, "my-cluster"));
        assertThat(cluster.resource().region()).isEqualTo("cranes");
    }

    @ParameterizedTest
    @CsvSource({
        "microsoft365, 4f2c1d9e-0000-4000-8000-00000000000a, quay.onmicrosoft.com, M365,"
                + " quay.onmicrosoft.com",
        "m365, 4f2c1d9e-0000-4000-8000-00000000000a, quay.example, M365, quay.example",
        "oci, ocid1.tenancy.oc1..aaaaquay, quay, ORACLECLOUD, ocid1.tenancy.oc1..aaaaquay",
        "oraclecloud, ocid1.tenancy.oc1..aaaaquay, quay, ORACLECLOUD, ocid1.tenancy.oc1..aaaaquay",
        "azure, 7d0c9f3e-41d2-4c8b-9a55-0c1f0a8e2b61, Harbour, AZURE,"
                + " 7d0c9f3e-41d2-4c8b-9a55-0c1f0a8e2b61",
        "gcp, quay-prod-42, Quay, GCP, quay-prod-42",
        "github, 4711, quay-ltd, GITHUB, 4711",
        "mongodbatlas, 5f43a1b2c3d4e5f60718293a, Quay, MONGODBATLAS, 5f43a1b2c3d4e5f60718293a",
        "alibabacloud, 1234567890123456, Quay, ALIBABACLOUD, 1234567890123456"
    })
    void findsTheAccountAsEachProviderOfTheScannerTellsIt(
            String provider, String uid, String name, ProviderKind kind, String expected) {
        OcsfFinding finding =
                good(
                        record -> {
                            at(record, "unmapped").remove(List.of("provider", "provider_uid"));
                            at(record, "cloud").put("provider", provider);
                            at(record, "cloud/account").put("uid", uid).put("name", name);
                        });

        assertThat(finding.account()).isEqualTo(new Account(kind, expected));
    }

    @ParameterizedTest
    @CsvSource({
        "quay-cluster-namespace: cranes-pod-1, quay-cluster",
        "arn:aws:eks:eu-west-1:210987654321:cluster/quay-namespace: cranes-pod-1,"
                + " arn:aws:eks:eu-west-1:210987654321:cluster/quay",
        "quay-cluster-namespace: cranes-of another name, quay-cluster",
        "quay-cluster-cranes-pod-1, quay-cluster"
    })
    void findsTheClusterInTheUidOfAFindingThatTellsItNowhereElse(String end, String cluster) {
        OcsfFinding finding = good(record -> ofCluster(record, end));

        assertThat(finding.account()).isEqualTo(new Account(ProviderKind.KUBERNETES, cluster));
    }

    private static void ofCluster(ObjectNode record, String end) {
        record.remove("cloud");
        at(record, "unmapped").remove(List.of("provider", "provider_uid"));
        at(record, "metadata").put("event_code", "core_pod");
        at(record, "finding_info").put("uid", "prowler-kubernetes-core_pod-" + end);
        at(record, "resources/0")
                .put("name", "pod-1")
                .put("namespace", "cranes")
                .remove(List.of("region", "cloud_partition"));
    }

    @Test
    void saysThatAScanOfFilesNamesNoRepository() {
        ParsedRecord.Bad bad =
                bad(
                        record -> {
                            at(record, "unmapped").remove(List.of("provider", "provider_uid"));
                            at(record, "cloud").put("provider", "iac");
                            at(record, "cloud/account").put("uid", "iac").put("name", "iac");
                        });

        assertThat(bad.pointer()).isEqualTo("/cloud/account/uid");
        assertThat(bad.reason()).contains("which repository", "/unmapped/provider_uid");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            textBlock =
                    """
                    class_uid       | 2003    | /class_uid        | is 2003 (Compliance Finding): only 2004 (Detection Finding) is taken
                    class_uid       | 9999    | /class_uid        | is 9999: only 2004 (Detection Finding) is taken
                    class_uid       | null    | /class_uid        | is missing
                    class_uid       | "2004"  | /class_uid        | must be a number, not a text
                    status_code     | "MAYBE" | /status_code      | is 'MAYBE', none of PASS, FAIL, MANUAL
                    status_code     | null    | /status_code      | is missing
                    severity        | "Awful" | /severity         | is 'Awful', none of Critical, High, Medium, Low, Informational
                    severity        | 3       | /severity         | must be a text, not 3
                    resources       | []      | /resources        | has no resource
                    resources       | {}      | /resources        | must be an array, not an object
                    resources       | [7]     | /resources/0      | must be an object, not 7
                    resources       | [{}]    | /resources/0/uid  | is missing
                    finding_info    | {}      | /finding_info/uid | is missing
                    metadata        | {}      | /metadata/event_code | is missing
                    metadata        | []      | /metadata         | must be an object, not an array
                    time            | "now"   | /time             | must be a number, not a text
                    time            | -5      | /time             | is -5, before 1970
                    time            | -9223372036854775808 | /time | is -9223372036854775808, before 1970
                    status_detail   | "a\\u0000b" | /status_detail | has text with a NUL or half a surrogate pair
                    status_detail   | "a\\ud800b" | /status_detail | has text with a NUL or half a surrogate pair
                    other           | "a\\udc00b" | /other         | has text with a NUL or half a surrogate pair
                    other           | 1e99999 | /other            | has a number out of all proportion
                    """,
            delimiter = '|')
    void namesTheFieldThatIsWrong(String field, String json, String pointer, String reason) {
        ParsedRecord.Bad bad = bad(field, json);

        assertThat(bad.pointer()).isEqualTo(pointer);
        assertThat(bad.reason()).isEqualTo(reason);
    }

    @Test
    void checksTheAccountByTheRulesOfItsKind() {
        assertThat(bad(record -> at(record, "unmapped").put("provider_uid", "12")).toString())
                .contains("/unmapped/provider_uid", "'12' is no uid", "twelve digits");
        assertThat(bad(record -> at(record, "unmapped").put("provider", "moon")).toString())
                .contains("/unmapped/provider", "is 'moon', none of aws, azure");
        assertThat(
                        bad(record -> {
                                    record.remove("cloud");
                                    record.putObject("unmapped");
                                })
                                .toString())
                .contains("/cloud/provider", "is missing, and so is /unmapped/provider");
    }

    @Test
    void refusesWhatNoIndexCouldHold() {
        assertThat(bad(record -> at(record, "finding_info").put("uid", "u".repeat(301))).pointer())
                .isEqualTo("/finding_info/uid");
        assertThat(bad(record -> at(record, "resources/0").put("uid", "ü".repeat(1_001))).reason())
                .isEqualTo("is '" + "ü".repeat(60) + "…', more than 2000 bytes");
        assertThat(
                        bad(record ->
                                        at(record, "resources/0")
                                                .putArray("labels")
                                                .add("k:" + "v".repeat(2_001)))
                                .pointer())
                .isEqualTo("/resources/0/labels/0");
        assertThat(
                        bad(record ->
                                        at(record, "unmapped")
                                                .putArray("categories")
                                                .add("gate")
                                                .add("c".repeat(501)))
                                .pointer())
                .isEqualTo("/unmapped/categories/1");
        assertThat(
                        bad(record -> at(record, "unmapped").put("resource_group", "g".repeat(501)))
                                .pointer())
                .isEqualTo("/unmapped/resource_group");
        assertThat(good(record -> at(record, "finding_info").put("uid", "🦀".repeat(300))).uid())
                .hasSize(600);
    }

    @ParameterizedTest
    @CsvSource({
        "env:prod, env, prod",
        "url:https://x:8080/y, url, https://x:8080/y",
        "alone, alone, ''",
        "aws:cloudformation:stack-name:web, aws:cloudformation:stack-name, web",
        "aws:createdBy:Root:2109, aws:createdBy, Root:2109"
    })
    void splitsLabelsIntoKeyAndValue(String label, String key, String value) {
        OcsfFinding finding =
                good(record -> at(record, "resources/0").putArray("labels").add(label));

        assertThat(finding.resource().tags()).containsExactly(Map.entry(key, value));
    }

    private static OcsfFinding good(Consumer<ObjectNode> change) {
        ParsedRecord record = OcsfReaderTest.read("[" + finding(change) + "]").getFirst();
        assertThat(record).isInstanceOf(ParsedRecord.Good.class);
        return ((ParsedRecord.Good) record).finding();
    }

    private static ParsedRecord.Bad bad(Consumer<ObjectNode> change) {
        return bad(finding(change).toString());
    }

    private static ParsedRecord.Bad bad(String field, String json) {
        JsonNode record = finding(each -> each.put(field, "PLACE"));
        return bad(record.toString().replace("\"PLACE\"", json));
    }

    private static ParsedRecord.Bad bad(String record) {
        ParsedRecord read = OcsfReaderTest.read("[" + record + "]").getFirst();
        assertThat(read).isInstanceOf(ParsedRecord.Bad.class);
        return (ParsedRecord.Bad) read;
    }
}
