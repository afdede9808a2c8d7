package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.resource.Unread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void examine(String id) throws IOException {
        Checks checks = Checks.builtIn().only(check -> check.id().equals(id));
        new Examination(checks, Limits.defaults())
                .of(
                        directory,
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
}
