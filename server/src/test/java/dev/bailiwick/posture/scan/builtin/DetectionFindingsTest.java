package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.files.Manifests;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What is written is read by the intake itself. */
final class DetectionFindingsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "app:1", securityContext: {privileged: true}}]
            """;

    private final Checks checks =
            Checks.builtIn().only(check -> check.id().equals("kubernetes_pod_privileged"));
    private final List<Integer> begun = new ArrayList<>();

    @Test
    void twoOfOneNameInOneFileAreTwo() throws Exception {
        List<OcsfFinding> found =
                written(findings -> judge(findings, "a/pods.yaml", POD + "---\n" + POD));

        assertThat(found)
                .extracting(each -> each.resource().uid())
                .containsExactly("a/pods.yaml#Pod/web", "a/pods.yaml#Pod/web~2");
        assertThat(found).extracting(OcsfFinding::uid).doesNotHaveDuplicates();
    }

    @Test
    void aScanOfAPartIsNone() {
        assertThatThrownBy(
                        () ->
                                written(
                                        findings ->
                                                findings.unread(Unread.rest("stopped here: PT1S"))))
                .isInstanceOf(ScanFailedException.class)
                .hasMessage("Not all could be examined; stopped here: PT1S.");
    }

    @Test
    void whatMovesWithinItsFileIsTheSame() throws Exception {
        List<OcsfFinding> before = written(findings -> judge(findings, "pods.yaml", POD));
        List<OcsfFinding> after =
                written(findings -> judge(findings, "pods.yaml", "# a line more\n" + POD));

        assertThat(after.getFirst().uid()).isEqualTo(before.getFirst().uid());
        assertThat(after.getFirst().statusExtended())
                .isNotEqualTo(before.getFirst().statusExtended());
    }

    @Test
    void namesThatNoDatabaseKeepsAreTakenIn() throws Exception {
        String strange = "\"" + "\\ud83d\\ude00".repeat(2_000) + "\\0\"";

        List<OcsfFinding> found =
                written(
                        findings -> {
                            judge(findings, "a.yaml", POD.replace("name: web", "name: " + strange));
                            judge(
                                    findings,
                                    "b.yaml",
                                    POD.replace("name: web", "namespace: " + strange));
                        });

        assertThat(found).hasSize(2);
    }

    @Test
    void whatCannotBeReadIsToldOnceForEachReason() {
        List<OcsfFinding> found =
                written(
                        findings -> {
                            findings.unread(new Unread("main.tf", 3, "no expression"));
                            findings.unread(new Unread("main.tf", 9, "no expression"));
                            findings.unread(new Unread("deep/down", 0, "deeper than 40"));
                        });

        assertThat(found)
                .extracting(OcsfFinding::statusExtended)
                .containsExactly(
                        "Not examined: main.tf, line 3: no expression.",
                        "Not examined: main.tf, line 9: no expression.",
                        "Not examined: deep/down: deeper than 40.");
        assertThat(begun).containsExactly(1, 2);
    }

    private void judge(DetectionFindings findings, String file, String text) {
        try {
            for (Resource each : Manifests.read(new Source(file, text))) {
                checks.judge(each, findings::result);
            }
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private List<OcsfFinding> written(Consumer<DetectionFindings> finding) {
        ProviderAccount account =
                new ProviderAccount(
                        new TenantId(UUID.randomUUID()),
                        UUID.randomUUID(),
                        ProviderKind.IAC,
                        "https://code.example/shop.git");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DetectionFindings findings = new DetectionFindings(account, NOW, out, begun::add)) {
            finding.accept(findings);
        }
        List<OcsfFinding> read = new ArrayList<>();
        try (OcsfReader reader = new OcsfReader(new ByteArrayInputStream(out.toByteArray()), NOW)) {
            for (ParsedRecord one = reader.next(); one != null; one = reader.next()) {
                if (!(one instanceof ParsedRecord.Good good)) {
                    throw new AssertionError(one);
                }
                assertThat(good.finding().account().uid()).isEqualTo(account.uid());
                read.add(good.finding());
            }
        }
        return read;
    }
}
