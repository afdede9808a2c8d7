package dev.bailiwick.checks.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/** What files named {@code override} make of others. */
final class OverridesTest {

    private final List<Unread> unread = new ArrayList<>();

    @Test
    void whatOverridesABlockIsNoBlockOfItsOwn() {
        String over =
                """
                resource "x" "y" {
                  a = var.v
                  in { c = 2 }
                }
                variable "v" { default = 4 }
                """;
        String main =
                """
                variable "v" { default = 3 }
                resource "x" "y" {
                  a = 1
                  b = 1
                  in { d = 1 }
                  in { e = 1 }
                }
                """;
        List<Resource> resources =
                TerraformModule.read(
                        List.of(new Source("a_override.tf", over), new Source("main.tf", main)),
                        unread::add);

        assertThat(resources).hasSize(2);
        Resource merged = resources.getLast();
        assertThat(merged.file()).isEqualTo("main.tf");
        assertThat(merged.fields()).containsEntry("a", 4L).containsEntry("b", 1L);
        assertThat(merged.fields().elements("in").peek())
                .singleElement()
                .satisfies(in -> assertThat(((Fields) in)).containsOnlyKeys("c"));
    }

    @Test
    void aFileThatTerraformDoesNotReadOverridesNothing() {
        String main = "resource \"x\" \"y\" { a = 1 }\n";
        for (String file : List.of(".z_override.tf", "z_override.TF")) {
            List<Resource> resources =
                    TerraformModule.read(
                            List.of(
                                    new Source("a.tf", main),
                                    new Source(file, main.replace('1', '2'))),
                            unread::add);

            assertThat(resources)
                    .as(file)
                    .extracting(resource -> resource.fields().get("a"))
                    .containsExactlyInAnyOrder(1L, 2L);
        }
    }

    @Test
    void anOverrideGivesADefaultAndTakesItAway() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source(
                                        "main.tf",
                                        """
                                        variable "a" {}
                                        variable "b" { default = 1 }
                                        resource "x" "y" {
                                          a = var.a
                                          b = var.b
                                        }
                                        """),
                                new Source(
                                        "override.tf",
                                        """
                                        variable "a" { default = 2 }
                                        variable "b" { default = null }
                                        """)),
                        unread::add);

        Fields fields = resources.getLast().fields();
        assertThat(fields.peek("a")).isEqualTo(2L);
        assertThat(fields.peek("b")).isEqualTo(new Unresolved("var.b"));
    }

    @Test
    void aLifecycleIsMergedArgumentByArgument() {
        String main =
                """
                resource "x" "y" {
                  lifecycle {
                    ignore_changes  = [a]
                    prevent_destroy = false
                    precondition { condition = true }
                  }
                }
                data "x" "y" {
                  lifecycle { a = 1 }
                }
                """;
        String over =
                """
                resource "x" "y" {
                  lifecycle { prevent_destroy = true }
                }
                data "x" "y" {
                  lifecycle { b = 1 }
                }
                """;
        List<Resource> resources = read("main.tf", main, "override.tf", over);

        Fields life = block(resources.getFirst(), "lifecycle");
        assertThat(life.elements("ignore_changes").peek()).hasSize(1);
        assertThat(life).containsEntry("prevent_destroy", true);
        assertThat(life.elements("precondition")).hasSize(1);
        assertThat(block(resources.getLast(), "lifecycle")).containsOnlyKeys("b");
    }

    @Test
    void whatAllChangesAreIgnoredForStaysSo() {
        String ignored = "resource \"x\" \"y\" {\n lifecycle {\n ignore_changes = %s\n}\n}\n";
        for (String kept : List.of("all", "[a, b]")) {
            String over = kept.equals("all") ? "[c]" : "[]";
            Fields life =
                    block(
                            read(
                                            "main.tf",
                                            ignored.formatted(kept),
                                            "a_override.tf",
                                            ignored.formatted(over))
                                    .getFirst(),
                            "lifecycle");

            Object now = life.peek("ignore_changes");
            assertThat(now instanceof Elements names ? names.size() : now)
                    .as(kept)
                    .isEqualTo(kept.equals("all") ? new Unresolved("all") : (Object) 2);
        }
        String none = "resource \"x\" \"y\" {\n}\n";
        assertThat(
                        block(
                                read("main.tf", none, "override.tf", ignored.formatted("[a]"))
                                        .getFirst(),
                                "lifecycle"))
                .containsKey("ignore_changes");
    }

    /** To ignore all is no list, and Terraform takes no more than a list over. */
    @Test
    void thatAllChangesAreIgnoredIsTakenOverFromNowhere() {
        String main = "resource \"x\" \"y\" {\n lifecycle {\n %s\n}\n}\n";
        String all = main.formatted("ignore_changes = all\n prevent_destroy = true");
        for (String below : List.of("ignore_changes = [a, b]", "create_before_destroy = true")) {
            Fields life =
                    block(
                            read("main.tf", main.formatted(below), "override.tf", all).getFirst(),
                            "lifecycle");

            Object ignored = life.peek("ignore_changes");
            assertThat(ignored instanceof Elements names ? names.size() : ignored)
                    .as(below)
                    .isEqualTo(below.startsWith("ignore") ? (Object) 2 : null);
            assertThat(life).containsEntry("prevent_destroy", true);
        }
        String none = "resource \"x\" \"y\" {\n}\n";
        assertThat(block(read("main.tf", none, "override.tf", all).getFirst(), "lifecycle"))
                .containsOnlyKeys("prevent_destroy");
    }

    /** Each may take more room than its line. */
    @Test
    void whatSomeReadInAnotherWayIsPaidFor() {
        var attributes = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            attributes.append("a").append(i).append("=1\n");
        }
        var unread = new ArrayList<Unread>();
        List<Resource> read =
                TerraformModule.read(
                        List.of(
                                new Source("main.tf", "resource \"x\" \"y\" {\n}\n"),
                                new Source(
                                        "override.tofu",
                                        "resource \"x\" \"y\" {\n" + attributes + "}\n")),
                        unread::add);

        assertThat(read).isEmpty();
        assertThat(unread)
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("memory"));
    }

    @Test
    void aProviderIsOverriddenByItsAlias() {
        String main =
                """
                provider "p" { a = 1 }
                provider "p" {
                  alias = "other"
                  a     = 2
                }
                """;
        String over =
                """
                provider "p" { b = 3 }
                provider "p" {
                  alias = "other"
                  a     = 4
                }
                """;
        List<Resource> resources = read("main.tf", main, "override.tf", over);

        assertThat(resources).extracting(Resource::file).containsExactly("main.tf", "main.tf");
        assertThat(resources.getFirst().fields()).containsEntry("a", 1L).containsEntry("b", 3L);
        assertThat(resources.getLast().fields()).containsEntry("a", 4L);
    }

    @Test
    void settingsAreOverriddenEachByItself() {
        String main =
                """
                terraform {
                  required_version = ">= 1"
                  backend "s3" { encrypt = false }
                }
                terraform {
                  required_providers {
                    a = "1"
                    b = "1"
                  }
                }
                """;
        String over =
                """
                terraform {
                  required_version = ">= 2"
                  required_providers { a = "2" }
                  cloud { organization = "shop" }
                }
                """;
        List<Resource> resources = read("main.tf", main, "override.tf", over);

        assertThat(resources).hasSize(3).allMatch(each -> each.type().equals("terraform"));
        assertThat(resources.getFirst().fields()).isEmpty();
        assertThat(block(resources.get(1), "required_providers")).containsOnlyKeys("b");
        assertThat(resources.getLast().fields())
                .containsOnlyKeys("required_version", "required_providers", "cloud");
    }

    @Test
    void localsAndOutputsAreOverriddenNameByName() {
        String main =
                """
                locals {
                  a = 1
                  b = 1
                }
                output "o" {
                  value     = local.a + local.b
                  sensitive = true
                }
                """;
        List<Resource> resources =
                read("main.tf", main, "override.tf", "locals { b = 2 }\noutput \"o\" { c = 1 }");

        assertThat(resources)
                .singleElement()
                .satisfies(
                        output ->
                                assertThat(output.fields())
                                        .containsEntry("value", 3L)
                                        .containsEntry("sensitive", true)
                                        .containsEntry("c", 1L));
    }

    @Test
    void blocksThatAreMadeByThemselvesOverrideThoseThatAreWritten() {
        String main =
                """
                resource "x" "y" {
                  in { a = 1 }
                  dynamic "on" {
                    for_each = [1, 2]
                    content {}
                  }
                }
                """;
        String over =
                """
                resource "x" "y" {
                  dynamic "in" {
                    for_each = [1, 2]
                    content { b = in.value }
                  }
                  on { c = 1 }
                }
                """;
        Fields fields = read("main.tf", main, "override.tf", over).getFirst().fields();

        assertThat(fields.elements("in"))
                .hasSize(2)
                .allSatisfy(in -> assertThat((Fields) in).containsOnlyKeys("b"));
        assertThat(fields.elements("on")).hasSize(1);
    }

    @Test
    void severalAreMergedInTheOrderOfTheirNames() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source("a_override.tf", "resource \"x\" \"y\" { a = 2 }"),
                                new Source("main.tf", "resource \"x\" \"y\" { a = 1 }"),
                                new Source("override.tf", "resource \"x\" \"y\" { a = 3 }")),
                        unread::add);

        assertThat(resources)
                .singleElement()
                .satisfies(each -> assertThat(each.fields()).containsEntry("a", 3L));
    }

    /** Terraform reads no such file, and OpenTofu does. */
    @Test
    void whatOnlySomeReadIsNotKnownWhereItSaysSomethingElse() {
        String main =
                """
                resource "x" "y" {
                  count = 1
                  a     = 1
                  b     = 1
                  in { c = 1 }
                  on { d = x.z.id }
                }
                resource "x" "z" {}
                """;
        String over =
                """
                resource "x" "y" {
                  count = 0
                  a     = 2
                  b     = 1
                  e     = 1
                  on {}
                }
                """;
        List<Resource> resources = read("main.tf", main, "x_override.tofu", over);

        Fields fields = resources.getFirst().fields();
        for (String name : List.of("count", "a", "e", "on")) {
            assertThat(fields.peek(name))
                    .isEqualTo(new Unresolved(name + ", which x_override.tofu says otherwise"));
        }
        assertThat(fields.peek("b")).isEqualTo(1L);
        assertThat(fields.elements("in")).hasSize(1);
        assertThat(resources.getLast().related()).hasSize(1);
    }

    @Test
    void whatTheSameReadIsMerged() {
        String main = "resource \"x\" \"y\" { a = 1 }";
        String over = "resource \"x\" \"y\" { a = 2 }";

        for (String file : List.of("override.tofu", "override.tf")) {
            assertThat(read("main.tofu", main, file, over))
                    .singleElement()
                    .satisfies(each -> assertThat(each.fields()).containsEntry("a", 2L));
        }
    }

    @Test
    void ofTwoFilesOfOneNameEachToolReadsOne() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source("main.tf", "resource \"x\" \"y\" { a = var.b }"),
                                new Source("variables.tf", "variable \"b\" { default = 1 }"),
                                new Source("override.tf", "variable \"b\" { default = 2 }"),
                                new Source("override.tofu", "resource \"x\" \"y\" { c = 2 }")),
                        unread::add);

        assertThat(resources.getFirst().fields().peek("a")).isEqualTo(new Unresolved("var.b"));
        assertThat(resources.getFirst().fields().peek("c")).isInstanceOf(Unresolved.class);
    }

    @Test
    @Timeout(60)
    void manyOfOneBlockTakeNoTime() {
        var attributes = new StringBuilder("resource \"x\" \"y\" {\n");
        for (int i = 0; i < 8_000; i++) {
            attributes.append("a").append(i).append(" = 1\nb").append(i).append(" {}\n");
        }
        String block = attributes.append("}\n").toString();

        assertThat(read("main.tf", block, "override.tofu", block.replace("= 1", "= 2"))).hasSize(1);
        assertThat(read("main.tf", block, "override.tf", block)).hasSize(1);
        assertThat(read("main.tf", "", "override.tf", "terraform {}\n".repeat(20_000))).isEmpty();
        assertThat(unread)
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("steps"));
    }

    private static Fields block(Resource resource, String type) {
        return (Fields) resource.fields().elements(type).peek().getFirst();
    }

    private List<Resource> read(String file, String text, String over, String overriding) {
        return TerraformModule.read(
                List.of(new Source(over, overriding), new Source(file, text)), unread::add);
    }
}
