package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.provider.ProviderKind;

import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a scan of the harbour company saw in one account, of every kind of provider one, and the
 * record that a scanner of one or the other version of OCSF writes of it.
 *
 * @param place the region, and for Kubernetes the namespace
 * @param resource its uid; the name is what follows the last slash
 * @param tag as {@code key:value}; empty for none
 */
record Sighting(
        ProviderKind kind,
        String account,
        String place,
        String service,
        String type,
        String resource,
        String status,
        String severity,
        String category,
        String tag) {

    static final long TIME = 1_763_370_061;

    private static final String ALL =
            """
            aws|401122334455|eu-north-1|ec2|AwsEc2Instance|arn:aws:ec2:eu-north-1:401122334455:instance/i-0crane7|FAIL|Critical|internet-exposed|berth:7
            azure|3f0c6a52-9d41-4b7e-8a55-6d1e0c9b2f17|westeurope|storage|Microsoft.Storage/storageAccounts|/subscriptions/3f0c6a52/resourceGroups/quay/providers/Microsoft.Storage/storageAccounts/quaystore|PASS|High|encryption|owner:pilot
            gcp|harbour-tides-77|europe-west4|bigquery|Dataset|tides-dataset|FAIL|Medium|encryption|team:tides
            kubernetes|kind-harbour-01|cranes|apiserver|KubernetesAPIServer|9b1d7c3e-pod/crane-controller|MANUAL|Medium|cluster-security|
            m365|harbour.example.com|global|entra|Conditional Access Policy|policy/require-second-factor|FAIL|High|identity-access|
            github|harbour-ltd|harbour-ltd|repository|GitHubRepository|harbour-ltd/manifests|FAIL|Low|secrets|
            mongodbatlas|65a1f0c2b3d4e5f607182930|EU_WEST_1|clusters|MongoDBAtlasCluster|cluster/cargo|PASS|Critical|resilience|
            iac|https://git.harbour.example/infra/quays.git|main|terraform|Terraform|modules/quay/main.tf|FAIL|High||
            oraclecloud|ocid1.tenancy.oc1..aaaaharbourtenancy7|eu-frankfurt-1|objectstorage|Bucket|ocid1.bucket.oc1.eu-frankfurt-1.aaaa/ledger|FAIL|Medium|logging|tier:cold
            alibabacloud|5012345678901234|cn-hangzhou|oss|ALIYUN::OSS::Bucket|acs:oss::5012345678901234:bucket/rice|PASS|Low|encryption|
            cloudflare|0f1e2d3c4b5a69788796a5b4c3d2e1f0|harbour.example|zones|CloudflareZone|zone/harbour.example|FAIL|High|internet-exposed|
            openstack|b7e0c1d2f3a4458697a8b9c0d1e2f304|RegionOne|compute|OpenStackServer|server/tug-2|MANUAL|Informational||
            image|registry.harbour.example/tug:2.4|container|container|ContainerImage|registry.harbour.example/tug:2.4|FAIL|Critical|vulnerabilities|
            googleworkspace|C01harbour7|global|directory|GoogleWorkspaceUser|user/harbourmaster|FAIL|High|identity-access|
            vercel|team_Harbour0Harbour0Harbo|global|project|VercelProject|prj/tide-table|PASS|Medium||
            okta|harbour.okta.com|global|signon|OktaSignOnPolicy|policy/default|FAIL|Medium|identity-access|
            """;

    static List<Sighting> all() {
        return ALL.lines().map(line -> of(line.split("\\|", -1))).toList();
    }

    private static Sighting of(String[] fields) {
        ProviderKind kind = ProviderKind.of(fields[0]).orElseThrow();
        List<String> rest = Arrays.asList(fields).subList(1, fields.length);
        return new Sighting(
                kind,
                rest.get(0),
                rest.get(1),
                rest.get(2),
                rest.get(3),
                rest.get(4),
                rest.get(5),
                rest.get(6),
                rest.get(7),
                rest.get(8));
    }

    String name() {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    String check() {
        return service + "_" + kind.word() + "_is_moored";
    }

    boolean isCluster() {
        return kind == ProviderKind.KUBERNETES;
    }

    Optional<String> tagValue() {
        return tag.isEmpty() ? Optional.empty() : Optional.of(tag.substring(tag.indexOf(':') + 1));
    }

    /** Unique in the file, and the only place where older files name a cluster. */
    String uid() {
        return "prowler-%s-%s-%s-%s-%s"
                .formatted(
                        kind.word(),
                        check(),
                        account,
                        isCluster() ? "namespace: " + place : place,
                        name());
    }

    /** As OCSF 1.5 is written: with the account in {@code unmapped} and with fields of its own. */
    ObjectNode newer() {
        ObjectNode record = older();
        Records.at(record, "metadata").put("version", "1.5.0");
        Records.at(record, "finding_info")
                .put("name", name())
                .putObject("analytic")
                .put("name", check())
                .put("type_id", 1);
        Records.at(record, "unmapped")
                .put("provider", kind.word())
                .put("provider_uid", account)
                .put("scan_id", "019a9000-0000-7000-8000-0000000000aa");
        if (!isCluster()) {
            Records.at(record, "cloud/org").put("ou_uid", "ou-" + kind.word());
        }
        return record;
    }

    /** As OCSF 1.4 is written: the account stands in {@code cloud}, which a cluster has not. */
    ObjectNode older() {
        return Records.finding(
                record -> {
                    record.put("message", name() + " is adrift.")
                            .put("status_code", status)
                            .put("status_detail", name() + " is adrift.")
                            .put("severity", severity)
                            .put("time", TIME)
                            // the scanner's clock stood elsewhere; it has no zone
                            .put("time_dt", "2025-11-17T19:01:01.000000");
                    Records.at(record, "metadata")
                            .put("version", "1.4.0")
                            .put("event_code", check());
                    Records.at(record, "finding_info")
                            .put("uid", uid())
                            .put("title", "Moored: " + service)
                            .remove("name");
                    unmapped(record);
                    resource(record);
                    cloud(record);
                });
    }

    private void unmapped(ObjectNode record) {
        ObjectNode unmapped = Records.at(record, "unmapped");
        unmapped.remove(List.of("provider", "provider_uid", "scan_id"));
        unmapped.putArray("categories");
        if (!category.isEmpty()) {
            unmapped.withArrayProperty("categories").add(category);
        }
        unmapped.putObject("compliance")
                .putArray("Harbour-Rules-" + kind.name())
                .add("4 " + kind.word())
                .add("9.1");
    }

    private void resource(ObjectNode record) {
        ObjectNode resource = Records.at(record, "resources/0");
        resource.put("uid", resource()).put("name", name()).put("type", type);
        resource.withObjectProperty("group").put("name", service);
        resource.withObjectProperty("data").put("details", "seen by " + kind.word());
        resource.putArray("labels");
        if (!tag.isEmpty()) {
            resource.withArrayProperty("labels").add(tag);
        }
        resource.remove("cloud_partition");
        if (isCluster()) {
            resource.remove("region");
            resource.put("namespace", place);
        } else {
            resource.put("region", place);
        }
    }

    private void cloud(ObjectNode record) {
        if (isCluster()) {
            record.remove("cloud");
            return;
        }
        Records.at(record, "cloud").put("provider", kind.word()).put("region", place);
        Records.at(record, "cloud/account")
                .put("uid", account)
                .put("name", "harbour " + kind.word().toUpperCase(Locale.ROOT));
    }
}
