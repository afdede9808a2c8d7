package dev.bailiwick.checks.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What is known of a module without running it. */
final class TerraformModuleTest {

    private final List<Unread> unread = new ArrayList<>();

    @Test
    void readsAttributesBlocksAndLines() {
        Resource resource =
                only(
                        """
                        # a group
                        resource "aws_security_group" "web" {
                          name = "web" // the name
                          /* two
                             lines */
                          ingress {
                            from_port   = 22
                            cidr_blocks = ["0.0.0.0/0",
                              "::/0",]
                          }
                          ingress { from_port = 1.5 }
                          tags = { Name = "web", "two words" : true, }
                        }
                        """);

        assertThat(resource.type()).isEqualTo("aws_security_group");
        assertThat(resource.name()).isEqualTo("web");
        assertThat(resource.line()).isEqualTo(2);
        Fields first = (Fields) resource.fields().elements("ingress").get(0);
        assertThat(first.line()).isEqualTo(6);
        assertThat(first.get("from_port")).isEqualTo(22L);
        assertThat(first.elements("cidr_blocks")).containsExactly("0.0.0.0/0", "::/0");
        assertThat(((Fields) resource.fields().elements("ingress").get(1)).get("from_port"))
                .isEqualTo(1.5);
        assertThat(resource.fields().fields("tags"))
                .containsEntry("Name", "web")
                .containsEntry("two words", true);
    }

    @Test
    void worksOutDefaultsLocalsValuesAndPureFunctions() {
        Fields fields =
                TerraformModule.read(
                                List.of(
                                        new Source(
                                                "main.tf",
                                                """
                                                variable "size" { default = 5 }
                                                variable "open" {}
                                                variable "stage" { default = "test" }
                                                locals {
                                                  name = "${var.stage}-web"
                                                  tags = merge({ a = 1 }, { b = 2 })
                                                }
                                                resource "x" "y" {
                                                  size    = var.size * 2 + 1
                                                  name    = upper(local.name)
                                                  tag     = local.tags["b"]
                                                  open    = var.open
                                                  text    = "a ${var.open} b"
                                                  either  = var.stage == "live" ? var.open : "no"
                                                  all     = concat(["a"], [var.open])
                                                  policy  = jsonencode({ Action = "*" })
                                                  file    = file("/etc/passwd")
                                                  nothing = null
                                                }
                                                """),
                                        new Source("terraform.tfvars", "stage = \"live\"\n")),
                                unread::add)
                        .getLast()
                        .fields();

        assertThat(unread).isEmpty();
        assertThat(fields.get("size")).isEqualTo(11L);
        assertThat(fields.get("name")).isEqualTo("LIVE-WEB");
        assertThat(fields.get("tag")).isEqualTo(2L);
        assertThat(fields.peek("open")).isEqualTo(new Unresolved("var.open"));
        assertThat(fields.peek("text")).isEqualTo(new Unresolved("var.open", "a ${} b"));
        assertThat(fields.peek("either")).isEqualTo(new Unresolved("var.open"));
        assertThat(fields.elements("all").peek()).containsExactly("a", new Unresolved("var.open"));
        assertThat(fields.fields("policy")).containsEntry("Action", "*");
        assertThat(fields.peek("file")).isEqualTo(new Unresolved("file()"));
        assertThat(fields.containsKey("nothing")).isFalse();
    }

    @Test
    void readsTextsOfManyLinesAndWhatIsInterpolated() {
        Fields fields =
                only("""
                resource "x" "y" {
                  policy = <<-EOT
                    {"Action": "*", "Who": "$${aws}"}
                  EOT
                  quoted = "a \\"b\\" \\u0041 ${"in ${"side"}"} %{ if true }c%{ endif }"
                  plain  = "${["a", "b"][1]}"
                  loop   = [for a in b.c : a.d if a.e]
                  map    = { for k, v in b.c : k => v... }
                  splat  = b.c[*].d
                  call   = provider::time::parse("x")
                }
                """)
                        .fields();

        assertThat(fields.get("policy")).isEqualTo("{\"Action\": \"*\", \"Who\": \"${aws}\"}\n");
        assertThat(fields.get("plain")).isEqualTo("b");
        for (String unknown : List.of("quoted", "loop", "map", "splat", "call")) {
            assertThat(fields.peek(unknown)).as(unknown).isInstanceOf(Unresolved.class);
        }
    }

    @Test
    void aDynamicBlockIsRepeatedForWhatIsKnown() {
        Elements rules =
                only("""
                resource "x" "y" {
                  dynamic "rule" {
                    for_each = [22, 80]
                    content {
                      port  = rule.value
                      cidrs = ["0.0.0.0/0"]
                    }
                  }
                  dynamic "other" {
                    for_each = var.unknown
                    iterator = it
                    content { port = it.value }
                  }
                }
                """)
                        .fields()
                        .elements("rule");

        assertThat(rules).extracting(rule -> ((Fields) rule).get("port")).containsExactly(22L, 80L);
    }

    @Test
    void aResourceKnowsWhoPointsToIt() {
        List<Resource> resources =
                read(
                        """
                        resource "aws_s3_bucket" "logs" { bucket = "logs" }
                        resource "aws_s3_bucket_versioning" "logs" {
                          bucket = aws_s3_bucket.logs.id
                          versioning_configuration { status = "Enabled" }
                        }
                        resource "aws_s3_bucket" "none" { count = 0 }
                        data "aws_iam_policy_document" "all" {}
                        """);

        assertThat(resources)
                .extracting(Resource::type)
                .containsExactly(
                        "aws_s3_bucket",
                        "aws_s3_bucket_versioning",
                        "data.aws_iam_policy_document");
        assertThat(resources.getFirst().related())
                .singleElement()
                .satisfies(
                        other -> {
                            assertThat(other.text("type")).isEqualTo("aws_s3_bucket_versioning");
                            assertThat(
                                            other.fields("resource")
                                                    .elements("versioning_configuration"))
                                    .hasSize(1);
                        });
    }

    @Test
    void valuesThatAreLoadedByThemselvesComeLast() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source("x.auto.tfvars", "a = 2\n"),
                                new Source("b.tf", "variable \"a\" { default = 1 }\n"),
                                new Source("c.tf", "resource \"x\" \"y\" { a = var.a }\n"),
                                new Source("terraform.tfvars", "a = 3\n")),
                        unread::add);

        assertThat(resources.getLast().fields()).containsEntry("a", 2L);
    }

    @Test
    void textsThatSayTheSameBeginWhereEachOfThemStands() {
        Resource resource =
                only(
                        """
                        resource "x" "y" {
                          a {
                            text = <<E
                        same
                        E
                          }
                          a {
                            text = <<E
                        same
                        E
                          }
                        }
                        """);

        assertThat(resource.fields().elements("a").peek())
                .extracting(each -> resource.texts().of(((Fields) each).text("text")))
                .containsExactly(4, 9);
    }

    @Test
    void whatTwoFilesSayDifferentlyIsNotKnown() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source(
                                        "a.tf", "variable \"a\" { default = 1 }\nlocals { b = 1 }"),
                                new Source(
                                        "b.TF", "variable \"a\" { default = 2 }\nlocals { b = 1 }"),
                                new Source(
                                        "c.tf",
                                        "resource \"x\" \"y\" {\na = var.a\nb = local.b\n}")),
                        unread::add);

        assertThat(resources.getLast().fields().peek("a")).isEqualTo(new Unresolved("var.a"));
        assertThat(resources.getLast().fields().peek("b")).isEqualTo(1L);
    }

    @Test
    void whatAFileGivesThatNotAllReadIsNotKnown() {
        String main = "variable \"a\" {}\nresource \"x\" \"y\" { a = var.a }\n";
        String given = "variable \"a\" { default = 1 }\n";
        for (Source other :
                List.of(
                        new Source("m/.a.tf", given),
                        new Source("m/z.TF", given),
                        new Source("m/z.tofu", given),
                        new Source("m/a.tofu", given),
                        new Source("m/override.tofu", given),
                        new Source("m/Terraform.tfvars", "a = 1\n"),
                        new Source("m/a.AUTO.tfvars", "a = 1\n"),
                        new Source("m/a.auto.TFVARS", "a = 1\n"))) {
            List<Resource> resources =
                    TerraformModule.read(
                            List.of(new Source("m/main.tf", main), other), unread::add);

            assertThat(resources)
                    .as(other.file())
                    .filteredOn(resource -> resource.type().equals("x"))
                    .extracting(resource -> resource.fields().peek("a"))
                    .containsExactly(new Unresolved("var.a"));
        }
        assertThat(unread).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m/terraform.tfvars", "m/a.auto.tfvars", "m/.auto.tfvars"})
    void whatAllLoadIsKnown(String file) {
        String main = "variable \"a\" {}\nresource \"x\" \"y\" { a = var.a }\n";
        List<Source> files =
                List.of(
                        new Source("m/Terraform.TFVARS", "b = 1\n"),
                        new Source("m/main.tf", main),
                        new Source("m/override.tf", "variable \"a\" { type = number }\n"),
                        new Source(file, "a = 1\n"));

        assertThat(TerraformModule.read(files, unread::add))
                .filteredOn(resource -> resource.type().equals("x"))
                .extracting(resource -> resource.fields().peek("a"))
                .containsExactly(1L);
    }

    @Test
    void base64IsWorkedOutAsFarAsItIsCertain() {
        // more than stand on a letter anywhere: to put them in order would take seconds
        String marks = "\u0301".repeat(8_000) + "\u0316".repeat(8_000);
        Fields fields =
                only("""
                resource "x" "y" {
                  text    = base64encode("a\u0308 ${1 + 1}")
                  number  = base64encode(12345)
                  back    = base64decode("YW\\nI=")
                  long    = base64encode(join("", [for a in b : a]))
                  map     = base64encode(jsonencode({ a = 1 }))
                  wrong   = base64decode("YWI")
                  bytes   = base64decode("/w==")
                  zipped  = base64gzip("a")
                  marked  = base64encode("a%1$s")
                  back1   = base64decode("%2$s")
                  unknown = base64encode(var.unknown)
                }
                """
                                .formatted(
                                        marks,
                                        Base64.getEncoder()
                                                .encodeToString(("a" + marks).getBytes(UTF_8))))
                        .fields();

        assertThat(fields.peek("text")).isEqualTo("w6QgMg==");
        assertThat(fields.peek("number")).isEqualTo("MTIzNDU=");
        assertThat(fields.peek("back")).isEqualTo("ab");
        for (String unknown :
                List.of("long", "map", "wrong", "bytes", "zipped", "marked", "back1", "unknown")) {
            assertThat(fields.peek(unknown)).as(unknown).isInstanceOf(Unresolved.class);
        }
    }

    @Test
    void textsArePutTogetherAsFarAsItIsCertain() {
        Fields fields =
                only("""
                resource "x" "y" {
                  format    = format("%s-%s %% %v", "a", 1, true)
                  replace   = replace("a.b.c", ".", "/")
                  lookup    = lookup({ a = "b" }, "a", "c")
                  coalesce  = coalesce(null, "", "a", var.b)
                  coalesce1 = coalesce(1, 2)
                  format1   = format("%05d", 1)
                  format2   = format("%s", "a", "b")
                  format3   = format("%s")
                  format4   = format("%s", [])
                  replace1  = replace("abc", "/b/", "x")
                  replace2  = replace("abc", "", "x")
                  replace3  = replace(var.b, "b", "x")
                  lookup1   = lookup({}, "a", "c")
                  coalesce2 = coalesce(var.b, "a")
                  coalesce3 = coalesce(1, "a")
                  part      = format("%s-%s", "a", var.b)
                  part1     = join(",", ["a", var.b, "${var.c}d"])
                  part2     = var.b ? "a" : "b-${var.c}"
                }
                """)
                        .fields();

        assertThat(fields.peek("format")).isEqualTo("a-1 % true");
        assertThat(fields.peek("replace")).isEqualTo("a/b/c");
        assertThat(fields.peek("lookup")).isEqualTo("b");
        assertThat(fields.peek("coalesce")).isEqualTo("a");
        assertThat(fields.peek("coalesce1")).isEqualTo(1L);
        assertThat(fields.keySet())
                .hasSize(18)
                .filteredOn(name -> fields.peek(name) instanceof Unresolved)
                .hasSize(13);
        assertThat(fields.peek("part")).isEqualTo(new Unresolved("var.b", "a-${}"));
        assertThat(fields.peek("part1")).isEqualTo(new Unresolved("var.b", "a,${},${}d"));
        assertThat(fields.peek("part2")).isEqualTo(new Unresolved("var.b", "a\nb-${}"));
    }

    /** A count that is worked out wrongly takes a resource out of sight. */
    @Test
    void whatTerraformWorksOutOtherwiseIsNotWorkedOut() {
        for (String count :
                List.of(
                        "9007199254740993 - 9007199254740992",
                        "9007199254740993 == 9007199254740992 ? 0 : 1",
                        "0.1 + 0.2 == 0.3 ? 1 : 0",
                        "1.00000000000000000001 == 1 ? 0 : 1",
                        "length(toset([\"a\", \"a\"])) == 1 ? 1 : 0",
                        "length(toset([1, \"1\"])) == 1 ? 1 : 0",
                        "length(\"e\u0301\") == 1 ? 1 : 0",
                        "upper(\"ß\") == \"SS\" ? 0 : 1",
                        "\"a ${~ \"b\" ~}\" == \"a b\" ? 0 : 1",
                        "\"${1.0e10}\" == \"1.0E10\" ? 0 : 1",
                        "length({ a = null })",
                        "length(jsonencode([]))",
                        "jsonencode(\"a\") == \"a\" ? 0 : 1",
                        "length(merge({ a = null }, {}))",
                        "5 / 2 == 2.5 ? 1 : 0")) {
            assertThat(read("resource \"x\" \"y\" {\n count = " + count + "\n}\n"))
                    .as(count)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "join(\"\", [1.0e10]) == \"1.0E10\" ? 0 : 1",
                "length(toset([1, 1.0])) == 1 ? 1 : 0",
                "length({ 1 = 1, 1.0 = 1 }) == 1 ? 1 : 0",
            })
    void neitherIsWhatAFractionIsWrittenAs(String count) {
        assertThat(read("resource \"x\" \"y\" {\n count = " + count + "\n}\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}"})
    void whatIsMadeATextSomewhereIsCountedElsewhere(String value) {
        List<Resource> resources =
                read(
                        """
                        locals { a = %s }
                        resource "x" "text" { policy = jsonencode(local.a) }
                        resource "x" "none" { count = length(local.a) }
                        resource "x" "one" { count = length(jsonencode(local.a)) }
                        """
                                .formatted(value));

        assertThat(resources).extracting(Resource::name).containsExactly("text", "one");
    }

    @Test
    void aMapOfNothingButNullIsRepeatedForAllTheSame() {
        Resource resource =
                only(
                        """
                        resource "x" "y" {
                          dynamic "in" {
                            for_each = { a = null }
                            content { b = 1 }
                          }
                        }
                        """);

        assertThat(resource.fields().elements("in").peek()).hasSize(1);
    }

    @Test
    void aFileThatIsWrongIsToldWithItsLineAndTheOthersAreRead() {
        List<Resource> resources =
                TerraformModule.read(
                        List.of(
                                new Source("a.tf", "resource \"x\" \"a\" {\n  name = \n}\n"),
                                new Source("b.tf", "resource \"x\" \"b\" {}\n")),
                        unread::add);

        assertThat(resources).extracting(Resource::name).containsExactly("b");
        assertThat(unread)
                .containsExactly(
                        new Unread("a.tf", 2, "expected a name, found the end of the line"));
    }

    @Test
    void whatIsWrongIsRefusedAndNeverGuessed() {
        for (String wrong :
                List.of(
                        "a = ",
                        "a = \"x",
                        "a = <<E\nx",
                        "a = [1, 2",
                        "a = { b = ",
                        "a = 1 2",
                        "a {",
                        "a { } b",
                        "}",
                        "/* x",
                        "a = \"${b\"",
                        "a = \"\\q\"",
                        "a = f(1",
                        "a = b ? c",
                        "a = 1e",
                        "a = [for x in y]",
                        "\"a\" = 1")) {
            unread.clear();

            read(wrong);

            assertThat(unread).as(wrong).hasSize(1);
        }
    }

    private Resource only(String text) {
        List<Resource> resources = read(text);
        assertThat(unread).isEmpty();
        assertThat(resources).hasSize(1);
        return resources.getFirst();
    }

    private List<Resource> read(String text) {
        return TerraformModule.read(List.of(new Source("main.tf", text)), unread::add);
    }
}
