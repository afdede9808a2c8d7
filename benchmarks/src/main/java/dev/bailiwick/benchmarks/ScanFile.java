package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A file of findings as the command line writes it: indented, seven thousand bytes a finding,
 * checks one after the other over the resources of one account. Made while it is read.
 */
@SuppressWarnings(
        "InlineFormatString") // the record is easier to read beside the values than among them
final class ScanFile extends InputStream {

    static final int CHECKS = 200;
    private static final String[] REGIONS = {
        "eu-west-1", "eu-central-1", "us-east-1", "ap-south-1"
    };
    private static final String[] SERVICES = {
        "s3", "ec2", "iam", "rds", "kms", "vpc", "sns", "sqs"
    };
    private static final String[] SEVERITIES = {"Critical", "High", "Medium", "Low"};

    private static final String RECORD =
            """
            {
                "message": "Resource %1$s in %2$s does %6$s fulfil check number %3$d of the benchmark.",
                "metadata": {
                    "event_code": "%4$s_check_%3$d",
                    "product": {
                        "name": "Prowler",
                        "uid": "prowler",
                        "vendor_name": "Prowler",
                        "version": "5.46.0"
                    },
                    "profiles": [
                        "cloud",
                        "datetime"
                    ],
                    "tenant_uid": "",
                    "version": "1.5.0"
                },
                "severity_id": 3,
                "severity": "%5$s",
                "status": "New",
                "status_code": "%7$s",
                "status_detail": "Resource %1$s in %2$s does %6$s fulfil check number %3$d of the benchmark.",
                "status_id": 1,
                "unmapped": {
                    "related_url": "",
                    "categories": [
                        "encryption"
                    ],
                    "depends_on": [],
                    "related_to": [],
                    "additional_urls": [
                        "https://docs.example.com/checks/%3$d"
                    ],
                    "notes": "",
                    "compliance": {
            %8$s
                    },
                    "scan_id": "0190a0b0-0000-7000-8000-000000000001",
                    "provider_uid": "%9$s",
                    "provider": "aws"
                },
                "activity_name": "Create",
                "activity_id": 1,
                "finding_info": {
                    "created_time": 1760000000,
                    "created_time_dt": "2025-10-09T08:53:20.000000",
                    "desc": "%10$s",
                    "product_uid": "prowler",
                    "title": "Check number %3$d of the benchmark holds",
                    "types": [
                        "Software and Configuration Checks/Industry and Regulatory Standards"
                    ],
                    "uid": "prowler-aws-%4$s_check_%3$d-%9$s-%2$s-%1$s"
                },
                "resources": [
                    {
                        "cloud_partition": "aws",
                        "region": "%2$s",
                        "data": {
                            "details": "",
                            "metadata": {
                                "arn": "arn:aws:%4$s:%2$s:%9$s:%1$s",
                                "name": "%1$s",
                                "region": "%2$s",
                                "encryption": null,
                                "versioning": false,
                                "logging": true,
                                "public_access_block": {
                                    "block_public_acls": true,
                                    "ignore_public_acls": true,
                                    "block_public_policy": true,
                                    "restrict_public_buckets": true
                                }
                            }
                        },
                        "group": {
                            "name": "%4$s"
                        },
                        "labels": [
                            "env:prod",
                            "team:cranes"
                        ],
                        "name": "%1$s",
                        "type": "AwsResource",
                        "uid": "arn:aws:%4$s:%2$s:%9$s:%1$s"
                    }
                ],
                "category_name": "Findings",
                "category_uid": 2,
                "class_name": "Detection Finding",
                "class_uid": 2004,
                "cloud": {
                    "account": {
                        "name": "",
                        "type": "AWS Account",
                        "type_id": 10,
                        "uid": "%9$s",
                        "labels": []
                    },
                    "org": {
                        "name": "",
                        "uid": ""
                    },
                    "provider": "aws",
                    "region": "%2$s"
                },
                "remediation": {
                    "desc": "%10$s",
                    "references": [
                        "aws %4$s put-setting --number %3$d",
                        "https://docs.example.com/fixes/%3$d"
                    ]
                },
                "risk_details": "%10$s",
                "time": 1760000000,
                "time_dt": "2025-10-09T08:53:20.000000",
                "type_uid": 200401,
                "type_name": "Detection Finding: Create"
            }\
            """;

    private final String account;
    private final int findings;
    private final int resources;
    private final int run;
    private int next;
    private byte[] piece = "[".getBytes(StandardCharsets.UTF_8);
    private int position;

    /**
     * @param run of the same account: each time some statuses are other ones
     */
    ScanFile(String account, int findings, int run) {
        this.account = account;
        this.findings = findings;
        this.resources = Math.max(1, findings / 10);
        this.run = run;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == piece.length) {
            if (next > findings) {
                return -1;
            }
            String text = next == findings ? "]" : (next == 0 ? "" : ",") + record(next);
            piece = text.getBytes(StandardCharsets.UTF_8);
            position = 0;
            next++;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    private String record(int n) {
        int resource = n % resources;
        int check = n / resources * (CHECKS / 10) + resource % (CHECKS / 10);
        boolean fails = (n + (n % 50 == 7 ? run : 0)) % 3 == 0;
        String service = SERVICES[check % SERVICES.length];
        return RECORD.formatted(
                "quay-%07d".formatted(resource),
                REGIONS[resource % REGIONS.length],
                check,
                service,
                SEVERITIES[check % SEVERITIES.length],
                fails ? "not" : "indeed",
                fails ? "FAIL" : "PASS",
                compliance(check),
                account,
                prose(check));
    }

    private static String compliance(int check) {
        StringBuilder frameworks = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            frameworks.append(
                    String.format(
                            Locale.ROOT,
                            """
                                        "Framework-%d.0": [
                                            "%d.%d",
                                            "%d.%d.1"
                                        ]%s\
                            """,
                            i,
                            i,
                            check,
                            check % 9,
                            i,
                            i == 19 ? "" : ",\n"));
        }
        return frameworks.toString();
    }

    private static String prose(int check) {
        return ("Setting number " + check + " decides who may reach what the account keeps. ")
                .repeat(5);
    }
}
