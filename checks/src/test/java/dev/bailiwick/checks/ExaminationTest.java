package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** From a directory to what is said of it. */
final class ExaminationTest {

    private static final String PRIVILEGED =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: agent, namespace: tools}
            spec:
              containers:
                - name: app
                  image: app:1
                - name: shell
                  image: shell:1
                  securityContext: {privileged: true}
            """;

    private static final String OWN =
            """
            id: acme_rules
            title: The rules let nobody in
            problem: lets all in
            description: Rules are read from a text.
            severity: low
            service: rules
            format: kubernetes
            types: [ConfigMap]
            categories: [rules]
            remediation: Close them.
            each: json(resource.data.rules)
            passes: "!it.open"
            examples:
              passes:
                - '{apiVersion: v1, kind: ConfigMap, data: {rules: "[]"}}'
              fails:
                - |
                  apiVersion: v1
                  kind: ConfigMap
                  data: {rules: '[{"open": true}]'}
            """;

    @TempDir Path directory;

    private final List<CheckResult> results = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    @Test
    void aResultNamesTheResourceThePartAndTheLine() throws IOException {
        write("deploy/agent.yaml", "# the agent\n---\n" + PRIVILEGED);

        examine("kubernetes_pod_privileged");

        assertThat(results)
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
                            assertThat(result.text())
                                    .isEqualTo(
                                            "Pod tools/agent runs containers with all rights of"
                                                    + " the machine: shell in line 10.");
                            assertThat(result.line()).isEqualTo(10);
                            assertThat(result.resource().file()).isEqualTo("deploy/agent.yaml");
                            assertThat(result.resource().line()).isEqualTo(3);
                        });
    }

    @Test
    void whatIsWrittenInATextOfManyLinesHasTheLineOfTheFile() throws IOException {
        write(
                "main.tf",
                """
                # the first of two that are alike but for one
                resource "aws_iam_policy" "a" {
                  policy = <<-EOT
                    {"Statement": [
                      {"Effect": "Deny"},
                      {"Effect": "Allow", "Action": "*", "Resource": "*"}
                    ]}
                  EOT
                }
                resource "aws_iam_policy" "b" {
                  policy = <<EOT
                {
                  "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}
                }
                EOT
                }
                resource "aws_iam_policy" "c" {

                  policy = <<-EOT
                    {"Statement": [
                      {"Effect": "Deny"},
                      {"Effect": "Allow", "Action": "*", "Resource": "*"}
                    ]}
                  EOT
                }
                """);

        examine("terraform_iam_policy_wildcard");

        assertThat(results)
                .extracting(CheckResult::text)
                .containsExactly(
                        "aws_iam_policy a allows everything: line 6.",
                        "aws_iam_policy b allows everything: line 13.",
                        "aws_iam_policy c allows everything: line 22.");
        assertThat(results).extracting(CheckResult::line).containsExactly(6, 13, 22);
    }

    @Test
    void aTextWhoseLinesAreNotKnownHasThatOfItsResource() throws IOException {
        write(
                "main.tf",
                """
                locals {
                  all = <<-EOT
                    {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
                  EOT
                }
                resource "aws_iam_policy" "a" { policy = local.all }
                resource "aws_iam_policy" "b" {
                  policy = "{\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}}"
                }
                """);

        examine("terraform_iam_policy_wildcard");

        assertThat(results)
                .extracting(CheckResult::text)
                .containsExactly(
                        "aws_iam_policy a allows everything: a part.",
                        "aws_iam_policy b allows everything: a part.");
        assertThat(results).extracting(CheckResult::line).containsExactly(6, 7);
    }

    @Test
    void soHasOneInYaml() throws Exception {
        write("checks/own.yaml", OWN);
        write(
                "files/map.yaml",
                """
                # a map
                # of rules
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: rules}
                data:
                  rules: |
                    [{"open": false},
                     {"open": true}]
                """);
        Checks own = Checks.builtIn().with(directory.resolve("checks"));

        examine(own.only(check -> check.id().equals("acme_rules")), directory.resolve("files"));

        assertThat(results)
                .singleElement()
                .returns(3, CheckResult::line)
                .returns("ConfigMap rules lets all in: a part.", CheckResult::text);
    }

    @Test
    void aFileThatCannotBeReadIsToldAndStopsNothing() throws IOException {
        write("a.yaml", "apiVersion: v1\nkind: [Pod\n");
        write("b.yaml", PRIVILEGED);
        write("Dockerfile", "RUN nothing\n");

        examine("kubernetes_pod_privileged");

        assertThat(results).hasSize(1);
        assertThat(unread).extracting(Unread::file).containsExactly("Dockerfile", "a.yaml");
        assertThat(unread.getLast().line()).isEqualTo(3);
    }

    @Test
    void whatTheFileDoesNotSayIsNeitherPassedNorFailed() throws IOException {
        write("Dockerfile", "FROM debian:13\nUSER $WHO\n");

        examine("dockerfile_runs_as_root");

        assertThat(results)
                .singleElement()
                .returns(Verdict.MANUAL, CheckResult::verdict)
                .satisfies(result -> assertThat(result.text()).endsWith("($WHO)."));
    }

    @Test
    @Timeout(60)
    void aResourceThatIsTooMuchIsUndecidedAndHoldsUpNobody() throws IOException {
        write(
                "a.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: many}\nspec: {containers: ["
                        + "{},".repeat(80_000)
                        + "]}\n");
        write("b.yaml", PRIVILEGED);

        examine("kubernetes_pod_run_as_root");

        assertThat(results)
                .extracting(CheckResult::verdict)
                .containsExactly(Verdict.FAIL, Verdict.FAIL);
        assertThat(results.getFirst().text()).endsWith(" more.").hasSizeLessThan(300);
    }

    @Test
    @Timeout(60)
    void rangesOfAddressesAreCountedWhereverTheyAreLookedAt() throws IOException {
        String rule =
                """
                ingress {
                  from_port = 22
                  to_port = 22
                  cidr_blocks = local.some
                }
                """;
        write(
                "a.tf",
                """
                locals { some = [%s] }
                resource "aws_security_group" "a" {
                %s
                }
                """
                        .formatted("\"192.0.2.0/24\",".repeat(10_000), rule.repeat(50)));

        examine("terraform_security_group_admin_ports");

        assertThat(results)
                .singleElement()
                .returns(Verdict.MANUAL, CheckResult::verdict)
                .satisfies(result -> assertThat(result.text()).contains("steps"));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void examine(String id) throws IOException {
        examine(Checks.builtIn().only(check -> check.id().equals(id)), directory);
    }

    private void examine(Checks checks, Path files) throws IOException {
        new Examination(checks, Limits.defaults())
                .of(
                        files,
                        new Examination.Findings() {
                            @Override
                            public void result(CheckResult result) {
                                results.add(result);
                            }

                            @Override
                            public void unread(Unread unread) {
                                ExaminationTest.this.unread.add(unread);
                            }
                        });
    }

    /** The text is the same 20,000 times, and the list a thousand times. */
    @Test
    @Timeout(120)
    void whatNamesTheSameAgainAndAgainHoldsNobodyUp() throws Exception {
        write(
                "main.tf",
                "locals {\n  t = \""
                        + "a ".repeat(60_000)
                        + "\"\n  l = ["
                        + "local.t,".repeat(20_000)
                        + "]\n}\nresource \"aws_instance\" \"x\" {\n"
                        + "  user_data { a = local.l }\n".repeat(1_000)
                        + "}\n");
        Meter meter = new Meter();
        var list = Elements.of(Collections.nCopies(20_000, "a ".repeat(60_000)));
        var fields = Fields.of(1, Map.of("user_data", list));

        for (Predicate<Object> walk :
                List.<Predicate<Object>>of(
                        value -> Script.tells(value, "user_data"),
                        value -> Written.is(value, "user_data"))) {
            assertThatExceptionOfType(Meter.PassedException.class)
                    .isThrownBy(
                            () ->
                                    ScopedValue.where(Environment.METER, meter)
                                            .call(() -> walk.test(fields)));
        }
        examine("terraform_start_script_secret");

        assertThat(results)
                .singleElement()
                .satisfies(each -> assertThat(each.verdict()).isEqualTo(Verdict.MANUAL));
    }

    /** Each is asked for, and looked up in all. */
    @Test
    void manyPasswordsThatAreSetElsewhereAreLookedUpWithoutWalkingThroughAllOfThem() {
        var block = new LinkedHashMap<String, Object>();
        var names = new ArrayList<String>();
        for (int i = 0; i < 27_000; i++) {
            block.put("a" + i + "_password", "changeme");
            names.add("a" + i + "_password");
        }
        Fields lifecycle = Fields.of(1, Map.of("ignore_changes", Elements.of(names)));
        block.put("lifecycle", Elements.of(List.of(lifecycle)));

        boolean holds =
                ScopedValue.where(Environment.METER, new Meter())
                        .call(() -> Written.isPasswordIn(Fields.of(1, block)));

        assertThat(holds).isFalse();
    }

    @Test
    void whatIsKeptInGitLfsIsToldAsUnread() throws Exception {
        write("l.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");

        examine("kubernetes_pod_privileged");

        assertThat(unread)
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).isEqualTo("kept in Git LFS"));
    }

    @Test
    void aNamespaceThatIsWrittenAndMergedIsToBeLookedAt() throws IOException {
        write(
                "a.yaml",
                PRIVILEGED.replace(
                        "namespace: tools", "namespace: default, <<: {namespace: prod}"));

        examine("kubernetes_default_namespace");

        assertThat(results).extracting(CheckResult::verdict).containsExactly(Verdict.MANUAL);
    }
}
