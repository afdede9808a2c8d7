package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Checks that users keep in a directory of their own. */
final class ChecksTest {

    private static final String OWN = ownCheck();

    @TempDir Path directory;

    @Test
    void aDirectoryOfChecksIsAddedToTheOthers() throws Exception {
        write("teams/label.yaml", OWN);

        Checks checks = Checks.builtIn().with(directory);

        assertThat(checks.all())
                .hasSize(Checks.builtIn().all().size() + 1)
                .last()
                .returns("acme_team_label", Check::id)
                .returns(Severity.LOW, Check::severity);
    }

    @Test
    void aCheckMayNameTheGroupThatItCountsForInOverviews() throws Exception {
        write("a.yaml", OWN.replace("service: ", "group: IAM\nservice: "));

        assertThat(Checks.builtIn().with(directory).all().getLast().group()).isEqualTo(Group.IAM);

        write("a.yaml", OWN);
        assertThat(Checks.builtIn().with(directory).all().getLast().group()).isEqualTo(Group.NONE);

        write("a.yaml", OWN.replace("service: ", "group: iam\nservice: "));
        assertThat(faultOf()).startsWith("a.yaml:7:8: expected one of [compute, container,");
        write("a.yaml", OWN.replace("service: ", "group: ''\nservice: "));
        assertThat(faultOf()).startsWith("a.yaml:7:8: group is empty");
    }

    @Test
    void anExpressionThatDoesNotCompileIsNamedWithFileLineAndColumn() throws IOException {
        write("label.yaml", OWN.replace("resource.?metadata", "resouce.?metadata"));

        assertThat(faultOf()).startsWith("label.yaml:12:9: passes: undeclared reference");
        assertThat(faultOf()).contains("in: resouce.?metadata.?labels");
    }

    @Test
    void aFaultInABlockOfSeveralLinesIsNamedWithItsOwnLine() throws IOException {
        write(
                "label.yaml",
                OWN.replace(
                        "passes: resource.?metadata.?labels.?team.orValue('') != ''",
                        """
                        passes: |
                          resource.?metadata.?labels.?team.orValue('') != ''
                            || nmae == 'x'\
                        """));

        assertThat(faultOf()).startsWith("label.yaml:14:8: passes: undeclared reference");
    }

    @Test
    void anExpressionThatGivesNoTruthValueIsRefused() throws IOException {
        write("label.yaml", OWN.replace(".orValue('') != ''", ".orValue('').size() + 1"));

        assertThat(faultOf()).startsWith("label.yaml:12:9: passes: expected bool, is int");
    }

    @Test
    void aCheckThatDoesNotDoWhatItsExamplesSayIsRefused() throws IOException {
        write("label.yaml", OWN.replace("!= ''", "== ''"));

        assertThatExceptionOfType(ChecksException.class)
                .isThrownBy(() -> Checks.builtIn().with(directory))
                .satisfies(
                        e ->
                                assertThat(e.faults())
                                        .extracting(CheckFault::line)
                                        .containsExactly(15, 20));
    }

    @Test
    void anIdThatIsThereAlreadyIsRefused() throws IOException {
        write("label.yaml", OWN.replace("acme_team_label", "kubernetes_pod_privileged"));

        assertThat(faultOf())
                .isEqualTo(
                        "label.yaml:2:5: the id kubernetes_pod_privileged stands in the checks"
                                + " there already");
    }

    @Test
    void twoFilesWithOneIdAreRefused() throws IOException {
        write("a.yaml", OWN);
        write("b.yaml", OWN);

        assertThat(faultOf()).isEqualTo("b.yaml:2:5: the id acme_team_label stands in a.yaml");
    }

    @Test
    void allFaultsOfAllFilesAreToldAtOnce() throws IOException {
        write("a.yaml", OWN.replace("severity: low", "severity: terrible"));
        write("b.yaml", OWN.replace("title:", "titel:"));
        write("c.yaml", "id: [");

        assertThatExceptionOfType(ChecksException.class)
                .isThrownBy(() -> Checks.builtIn().with(directory))
                .satisfies(
                        e ->
                                assertThat(e.faults().stream().map(CheckFault::toString))
                                        .anyMatch(f -> f.startsWith("a.yaml:6:11: expected one of"))
                                        .anyMatch(
                                                f ->
                                                        f.contains(
                                                                "b.yaml:3:1: a key that is not"
                                                                        + " known: titel"))
                                        .anyMatch(f -> f.contains("the key title is missing"))
                                        .anyMatch(f -> f.startsWith("c.yaml:1:")));
    }

    @Test
    void aCheckWithoutAnExampleThatFailsIsRefused() throws IOException {
        write("label.yaml", OWN.substring(0, OWN.indexOf("  fails:")));

        assertThat(faultOf()).contains("the key fails is missing");
    }

    @Test
    void anExpressionTooLargeOrTooDeepIsRefused() throws IOException {
        write("label.yaml", OWN.replace("!= ''", "!= '" + "x".repeat(9_000) + "'"));
        assertThat(faultOf()).startsWith("label.yaml:12:").contains("passes:");

        write("label.yaml", OWN.replace("!= ''", "!= " + "(".repeat(500) + "''" + ")".repeat(500)));
        assertThat(faultOf()).startsWith("label.yaml:12:").contains("passes:");
    }

    @Test
    void aLinkToAFileOfChecksIsNotFollowed() throws Exception {
        Path outside = Files.createTempFile("check", ".yaml");
        Files.writeString(outside, OWN);
        Files.createSymbolicLink(directory.resolve("label.yaml"), outside);

        assertThat(Checks.builtIn().with(directory).all()).hasSameSizeAs(Checks.builtIn().all());
        Files.delete(outside);
    }

    @Test
    void whatIsNoDirectoryIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> Checks.builtIn().with(directory.resolve("nowhere")))
                .withMessageContaining("no directory of checks");
    }

    private static String ownCheck() {
        try (InputStream in =
                Objects.requireNonNull(ChecksTest.class.getResourceAsStream("/own-check.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String faultOf() {
        try {
            Checks.builtIn().with(directory);
            return "no fault";
        } catch (ChecksException e) {
            return e.faults().getFirst().toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
