package dev.bailiwick.posture.ingestion.ocsf;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.Base64;
import java.util.Random;
import java.util.function.Consumer;

/** Findings of a made-up harbour company, shaped as the scanner writes them. */
public final class Records {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String FINDING =
            """
            {
              "message": "Bucket quay-3 has no encryption.",
              "metadata": {
                "event_code": "s3_bucket_encrypted",
                "product": {"name": "Prowler", "uid": "prowler", "vendor_name": "Prowler", "version": "5.46.0"},
                "profiles": ["cloud", "datetime"], "tenant_uid": "", "version": "1.5.0"
              },
              "severity_id": 4, "severity": "High", "status": "New", "status_id": 1,
              "status_code": "FAIL", "status_detail": "Bucket quay-3 has no encryption.",
              "unmapped": {
                "related_url": "", "categories": ["encryption"], "depends_on": [], "related_to": [],
                "additional_urls": ["https://harbour.example/more"], "notes": "", "scan_id": "0190a0b0-0000-7000-8000-000000000001",
                "compliance": {"CIS-3.0": ["2.1.1", "2.1.2"], "SOC2": ["cc_6_1"]},
                "provider": "aws", "provider_uid": "210987654321"
              },
              "activity_name": "Create", "activity_id": 1,
              "finding_info": {
                "created_time": 1760000000, "created_time_dt": "2025-10-09T08:53:20.000000",
                "desc": "Buckets must be encrypted.", "product_uid": "prowler",
                "title": "Bucket is encrypted", "types": ["Data Protection"], "name": "quay-3",
                "uid": "prowler-aws-s3_bucket_encrypted-210987654321-eu-west-1-quay-3"
              },
              "resources": [{
                "cloud_partition": "aws", "region": "eu-west-1",
                "data": {"details": "berth 3", "metadata": {"name": "quay-3", "size": 12.125}},
                "group": {"name": "s3"}, "labels": ["env:prod", "team:cranes"],
                "name": "quay-3", "type": "AwsS3Bucket", "uid": "arn:aws:s3:::quay-3"
              }],
              "category_name": "Findings", "category_uid": 2, "class_name": "Detection Finding", "class_uid": 2004,
              "cloud": {
                "account": {"name": "harbour", "type": "AWS Account", "type_id": 10, "uid": "210987654321", "labels": ["cost:7"]},
                "org": {"name": "Harbour Ltd", "uid": "o-harbour"}, "provider": "aws", "region": "eu-west-1"
              },
              "remediation": {
                "desc": "Switch it on.",
                "references": ["aws s3api put-bucket-encryption --bucket x", "https://harbour.example/fix"]
              },
              "risk_details": "Anyone may read it.", "time": 1760000000, "time_dt": "2025-10-09T08:53:20.000000",
              "type_uid": 200401, "type_name": "Detection Finding: Create"
            }
            """;

    private Records() {}

    /** A finding in which nothing is wrong. */
    public static ObjectNode finding() {
        return (ObjectNode) JSON.readTree(FINDING);
    }

    /** The same, changed. */
    public static ObjectNode finding(Consumer<ObjectNode> change) {
        ObjectNode record = finding();
        change.accept(record);
        return record;
    }

    /** Finding number {@code n} of {@code account}: ten on each resource, two thirds passing. */
    public static ObjectNode numbered(String account, int n) {
        return finding(
                record -> {
                    String name = "quay-" + n / 10;
                    String check = "s3_check_" + n % 10;
                    String region = n / 10 % 2 == 0 ? "eu-west-1" : "us-east-1";
                    record.put("status_code", n % 3 == 0 ? "FAIL" : "PASS");
                    at(record, "metadata").put("event_code", check);
                    at(record, "unmapped").put("provider_uid", account);
                    at(record, "cloud/account").put("uid", account);
                    at(record, "finding_info")
                            .put("title", "Check " + check)
                            .put(
                                    "uid",
                                    "prowler-aws-%s-%s-%s-%s"
                                            .formatted(check, account, region, name));
                    at(record, "resources/0")
                            .put("name", name)
                            .put("region", region)
                            .put("uid", "arn:aws:s3:" + region + ":" + account + ":" + name);
                });
    }

    /** The beginning of a file of {@code size} bytes, which hardly shrinks when it is packed. */
    public static byte[] unpackable(String account, int size) {
        Random random = new Random(7);
        byte[] noise = new byte[30_000];
        StringBuilder file = new StringBuilder(size + 50_000).append('[');
        for (int n = 0; file.length() < size; n++) {
            random.nextBytes(noise);
            String notes = Base64.getEncoder().encodeToString(noise);
            file.append(numbered(account, n).put("noise", notes)).append(',');
        }
        return file.substring(0, size).getBytes(UTF_8);
    }

    /** The object at {@code path}, steps separated by a slash. */
    public static ObjectNode at(ObjectNode record, String path) {
        return (ObjectNode) record.at("/" + path);
    }
}
