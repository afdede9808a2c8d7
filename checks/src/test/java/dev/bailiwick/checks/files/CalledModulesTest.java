package dev.bailiwick.checks.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.Examination;
import dev.bailiwick.checks.Verdict;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories of Terraform that others of the same tree call. */
@Timeout(60)
final class CalledModulesTest {

    private static final String CALLED =
            """
            variable "a" { default = 1 }
            variable "b" { default = 2 }
            locals { c = var.a + 1 }
            resource "x" "y" {
              a = var.a
              b = var.b
              c = local.c
            }
            """;

    private static final Unresolved NOT_KNOWN = new Unresolved("var.a");

    @TempDir Path root;

    @Test
    void whatACallPassesIsNotKnownAndAllElseIs() throws IOException {
        write("main.tf", "module \"m\" {\n  source = \"./m\"\n  a = 3\n}\n");
        write("m/main.tf", CALLED);

        Fields fields = called("m");

        assertThat(fields.peek("a")).isEqualTo(NOT_KNOWN);
        assertThat(fields.peek("c")).isEqualTo(NOT_KNOWN);
        assertThat(fields.peek("b")).isEqualTo(2L);
    }

    @Test
    void neitherAreValuesThatLieBesideIt() throws IOException {
        write("main.tf", "module \"m\" {\n  source = \"./m\"\n  a = 3\n}\n");
        write("m/main.tf", CALLED);
        write("m/terraform.tfvars", "a = 4\n");

        assertThat(called("m").peek("a")).isEqualTo(NOT_KNOWN);
    }

    @Test
    void valuesForWhoBeginsThereAreNotThoseOfACall() throws IOException {
        write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
        write("m/main.tf", CALLED);
        write("m/terraform.tfvars", "a = 4\n");

        assertThat(called("m").peek("a")).isEqualTo(NOT_KNOWN);
        assertThat(called("m").peek("b")).isEqualTo(2L);
    }

    @Test
    void callersComeBeforeAndAfterAndSayTheSourceInManyWays() throws IOException {
        for (String source : List.of("../m", "..//m", "../z/../m", "../m/", "./../m", ".//..//m")) {
            for (String caller : List.of("a", "z")) {
                write("m/main.tf", CALLED);
                write(
                        caller + "/main.tofu",
                        """
                        module "m" {
                          for_each = toset(["p", "q"])
                          source   = "%s"
                          a        = each.value
                        }
                        """
                                .formatted(source));

                assertThat(called("m").peek("a")).as(caller + source).isEqualTo(NOT_KNOWN);
                Files.delete(root.resolve(caller + "/main.tofu"));
            }
        }
    }

    @Test
    void aFileThatOverridesACallPassesMore() throws IOException {
        write("main.tf", "module \"m\" { source = \"./m\" }\n");
        write("main_override.tf", "module \"m\" { a = 3 }\n");
        write("m/main.tf", CALLED);

        assertThat(called("m").peek("a")).isEqualTo(NOT_KNOWN);
    }

    @Test
    void theRootMayBeCalledByItsExamples() throws IOException {
        write("main.tf", CALLED);
        write("examples/one/main.tf", "module \"m\" {\n  source = \"../../\"\n  a = 3\n}\n");

        assertThat(called("").peek("a")).isEqualTo(NOT_KNOWN);
    }

    @Test
    void whatCannotBeFollowedChangesNothing() throws IOException {
        write("m/main.tf", CALLED);
        for (String source :
                List.of("m", "acme/m/aws", "git::https://e.org/r//m", "/m", "../m", "./n")) {
            write("main.tf", "module \"m\" {\n  source = \"%s\"\n  a = 3\n}\n".formatted(source));

            assertThat(called("m").peek("a")).as(source).isEqualTo(1L);
        }
        write("main.tf", "module \"m\" {\n  source = \"./${local.m}\"\n  a = 3\n}\n");

        assertThat(called("m").peek("a")).isEqualTo(1L);
    }

    @Test
    void aCallOfWhatIsPassedOverIsTold() throws IOException {
        write("node_modules/m/main.tf", CALLED);
        write("a/.terraform/m/main.tf", CALLED);
        for (String source :
                List.of("../node_modules/m", "./.terraform/m", "${local.here}/x/../.terraform/m")) {
            write(
                    "a/main.tf",
                    "locals { here = \".\" }\n\nmodule \"m\" { source = \"%s\" }\n"
                            .formatted(source));
            var unread = new ArrayList<Unread>();

            Folder.read(root, Limits.defaults(), _ -> {}, unread::add);

            assertThat(unread)
                    .as(source)
                    .singleElement()
                    .returns("a/main.tf", Unread::file)
                    .returns(3, Unread::line)
                    .satisfies(
                            told -> assertThat(told.reason()).endsWith(", which is passed over"));
        }
        for (String source :
                List.of("./.terraform/../m", "acme/node_modules/aws", "../../.git/m")) {
            write("a/main.tf", "module \"m\" { source = \"%s\" }\n".formatted(source));
            Folder.read(
                    root,
                    Limits.defaults(),
                    _ -> {},
                    told -> {
                        throw new AssertionError(told);
                    });
        }
    }

    @Test
    void moreCallsThanAreKeptLeaveNothingKnown() throws IOException {
        var passing = new StringBuilder();
        for (int name = 0; name < 10_000; name++) {
            passing.append("  n").append(name).append(" = 1\n");
        }
        for (int module = 0; module < 4; module++) {
            write(
                    module + "/main.tf",
                    "module \"m\" {\n  source = \"./n\"\n%s}\n".formatted(passing));
        }
        write("m/main.tf", CALLED);

        assertThat(called("m").peek("a")).isEqualTo(NOT_KNOWN);
    }

    @Test
    void noDefaultPassesForWhatSomebodyElsePasses() throws IOException {
        write("main.tf", "module \"d\" {\n  source = \"./d\"\n  open = true\n}\n");
        write(
                "d/main.tf",
                """
                variable "open" { default = false }
                resource "aws_db_instance" "d" {
                  publicly_accessible = var.open
                  storage_encrypted   = true
                }
                """);
        var results = new ArrayList<CheckResult>();
        var findings =
                new Examination.Findings() {
                    @Override
                    public void result(CheckResult result) {
                        results.add(result);
                    }

                    @Override
                    public void unread(Unread unread) {
                        throw new AssertionError(unread);
                    }
                };

        new Examination(Checks.builtIn(), Limits.defaults()).of(root, findings);

        assertThat(results)
                .filteredOn(result -> result.text().contains("var.open"))
                .isNotEmpty()
                .allMatch(result -> result.verdict() == Verdict.MANUAL);
        assertThat(results).anyMatch(result -> result.verdict() == Verdict.PASS);
    }

    private Fields called(String directory) throws IOException {
        var resources = new ArrayList<Resource>();
        var unread = new ArrayList<Unread>();
        Folder.read(root, Limits.defaults(), resources::add, unread::add);
        assertThat(unread).isEmpty();
        return resources.stream()
                .filter(resource -> resource.type().equals("x"))
                .filter(
                        resource ->
                                root.resolve(resource.file()).startsWith(root.resolve(directory)))
                .findFirst()
                .orElseThrow()
                .fields();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
