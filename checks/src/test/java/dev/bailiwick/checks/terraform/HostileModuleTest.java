package dev.bailiwick.checks.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Extent;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Lines;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts that are written to break or to hold up whoever reads them, on a small stack. */
@Timeout(120)
final class HostileModuleTest {

    /** Half of what the server's threads have. */
    private static final int STACK = 256 * 1024;

    private final List<Unread> unread = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = #((((",
                "a = #[[[[",
                "a = #!!!!",
                "a = #----",
                "a = #{b={b={b=",
                "a = #f(f(f(",
                "a = #x[x[x[",
                "a = #\"${\"${\"${",
                "a = #x?x?x?",
                "#a {\n",
                "a = x#.y.y.y",
                "a = 1#+1+1+1",
                "a = x#[*][*]",
                "a = #1?1:1?1:",
                "a = #[for a in [for a in "
            })
    void nestingWithoutEndIsRefused(String pattern) throws Exception {
        int at = pattern.indexOf('#');

        read(pattern.substring(0, at) + pattern.substring(at + 1).repeat(20_000));

        assertThat(unread)
                .singleElement()
                .satisfies(
                        one -> assertThat(one.reason()).containsAnyOf("deeper than", "in a row"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 + 2 * 3 == 7",
                "2 * 3 + 1 == 7 && true",
                "7 == 1 + 2 * 3",
                "10 - 2 - 1 == 7",
                "1 + 1 < 3 == true",
                "false && false || true",
                "true || false && false",
                "-1 + 2 == 1 && !false",
                "8 / 2 / 2 == 2",
                "1 <= 2 && 2 >= 1 && 3 > 2 && 1 < 2 && 1 != 2",
            })
    void whatBindsMoreIsWorkedOutFirst(String sum) throws Exception {
        read("resource \"x\" \"y\" {\n  a = " + sum + "\n}\n");

        assertThat(resources.getFirst().fields()).containsEntry("a", true);
    }

    /** They are counted row by row: what binds less begins those that bind more anew. */
    @Test
    void manyOperatorsOfSeveralRowsAreRead() throws Exception {
        read("resource \"x\" \"y\" {\n  a = 1" + "*1*1+1".repeat(90) + "\n}\n");

        assertThat(unread).isEmpty();
        assertThat(resources.getFirst().fields()).containsEntry("a", 91L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+b.c", ".c", "[b.c]", "[*]", " == b.c", " && b.c"})
    void rowsWithinBracketsAreReadHoweverDeepTheyBecome(String step) throws Exception {
        String deep = "(".repeat(30) + "b.c" + (step.repeat(90) + ")").repeat(30);

        read("resource \"x\" \"y\" {\n  a = " + deep + "\n}\n");

        assertThat(unread).isEmpty();
        assertThat(resources.getFirst().fields().peek("a")).isInstanceOf(Unresolved.class);
    }

    @Test
    void localsThatLeadToEachOtherAreUnknown() throws Exception {
        read("locals {\n a = local.b\n b = local.a\n}\nresource \"x\" \"y\" { a = local.a }\n");

        assertThat(resources.getFirst().fields().peek("a")).isInstanceOf(Unresolved.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[var.a, var.a]",
                "var.a + var.a",
                "[var.b, var.b]",
                "\"${var.b}${var.b}\"",
                "concat([var.b], [var.b])"
            })
    void variablesThatLeadToThemselvesAreWorkedOutOnce(String value) throws Exception {
        read(
                "variable \"a\" { default = %1$s }\nvariable \"b\" { default = [var.a, %1$s] }\n"
                                .formatted(value)
                        + "resource \"x\" \"y\" { a = var.a == 1 }\n");

        assertThat(unread).isEmpty();
        assertThat(resources.getLast().fields().peek("a")).isInstanceOf(Unresolved.class);
    }

    @Test
    void valuesThatWouldBeWalkedThroughForEverAreNotKnown() throws Exception {
        var text = new StringBuilder("locals {\n  l0 = [1, 2]\n");
        for (int i = 0; i < 100; i++) {
            text.append("  l%1$d = [local.l%2$d, local.l%2$d]\n".formatted(i + 1, i));
        }
        read(text + "}\nresource \"x\" \"y\" {\n  a = local.l10\n  b = local.l100\n}\n");

        Fields fields = resources.getFirst().fields();
        assertThat(fields.peek("a")).isInstanceOf(Elements.class);
        assertThat(Extent.values(fields.peek("b"))).isLessThan(500_000);
        assertThat(Extent.depth(fields.peek("b"))).isLessThan(125);
    }

    @Test
    void valuesNestedByLocalsInTheirOrderStayShallow() throws Exception {
        var text = new StringBuilder("locals {\n  l0 = 1\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("  l%1$d = [local.l%2$d]\n".formatted(i + 1, i));
        }
        read(text + "}\nresource \"x\" \"y\" { a = local.l5000 }\n");

        assertThat(Extent.depth(resources.getFirst().fields())).isLessThan(125);
    }

    @Test
    void moreThanAModuleNeedsIsToldAndNotWorkedOut() throws Exception {
        String much = "upper(local.s),".repeat(2_000);
        read("locals {\n s = \"" + "s".repeat(100_000) + "\"\n a = [" + much + "]\n}\n");
        String sums = ("a = 1" + "+1".repeat(90) + "\n").repeat(40);
        read(
                "resource \"x\" \"y\" {\ndynamic \"b\" {\nfor_each = ["
                        + "1,".repeat(100)
                        + "]\ncontent {\n"
                        + sums
                        + "}\n}\n}\n");

        String encoded = "base64encode(local.s),".repeat(2_000);
        read("locals {\n s = \"" + "s".repeat(90_000) + "\"\n a = [" + encoded + "]\n}\n");

        assertThat(unread).hasSize(3);
        assertThat(unread.getFirst().reason()).contains("memory");
        assertThat(unread.get(1).reason()).contains("steps");
        assertThat(unread.getLast().reason()).contains("memory");
        assertThat(resources).isEmpty();
    }

    /** Each would be looked through to its end before it fails. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "format(\"${local.s}%d\", 1)",
                "base64decode(\"${local.s}!\")",
                "lower(\"${local.s}ü\")",
                "lower(local.u)",
                "replace(local.s, \"a\", \"aaaa\")",
                "replace(local.s, local.s, \"\")",
                "base64encode(\"${local.s}\\ud83d\")",
                "%s"
            })
    void whatFailsIsPaidForAsWell(String call) throws Exception {
        String each = call.equals("%s") ? "join(\"\", [local.s, local.s])" : call;
        read(
                "locals {\n s = \""
                        + "a".repeat(120_000)
                        + "\"\n u = \"${local.s}ü\"\n a = ["
                        + (each + ",").repeat(20_000)
                        + "]\n}\nresource \"x\" \"y\" { a = local.a }\n");

        assertThat(resources).isEmpty();
        assertThat(unread)
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("more than"));
    }

    @Test
    void aFileThatIsTooMuchTakesNoOtherWithIt() {
        String large = "locals {\n a = [" + "1,".repeat(250_000) + "]\n}\n";
        String small = "resource \"x\" \"y\" {\n a = 1\n}\n";
        List<Resource> read =
                TerraformModule.read(
                        List.of(new Source("a.tf", large), new Source("b.tf", small)), unread::add);

        assertThat(read).hasSize(1);
        assertThat(unread).extracting(Unread::file).containsExactly("a.tf");
    }

    @Test
    void nothingIsKeptOfAFileWhoseRoomIsGivenBack() {
        String small = "resource \"x\" \"%s\" {\n a = 1\n}\n";
        // there is room to read it, and none for the names of its blocks
        String large =
                small.formatted("a")
                        + "locals {\n a=["
                        + ("!".repeat(94) + "1,").repeat(1_984)
                        + "]\n}\n"
                        + "b{}\n".repeat(990);
        List<Resource> read =
                TerraformModule.read(
                        List.of(
                                new Source("a.tf", large),
                                new Source("b.tf", small.formatted("b"))),
                        unread::add);

        assertThat(read).extracting(Resource::name).containsExactly("b");
        assertThat(unread).extracting(Unread::file).containsExactly("a.tf");
    }

    /** There may be very many of them. */
    @Test
    void blocksWithoutTextsOfManyLinesKeepNoPlacesOfThem() {
        List<Resource> read =
                TerraformModule.read(
                        List.of(
                                new Source(
                                        "a.tf",
                                        """
                                        resource "x" "a" { a = "a" }
                                        resource "x" "b" {
                                          a = <<E
                                        b
                                        E
                                        }
                                        resource "x" "c" { a = "c" }
                                        """)),
                        unread::add);

        assertThat(read)
                .extracting(resource -> resource.texts() == Lines.NONE)
                .containsExactly(true, false, true);
    }

    @Test
    void whatTakesTooMuchToWorkOutIsToldWithItsDirectory() {
        String many = "locals {\n s = \"" + "s".repeat(100_000) + "\"\n}\n";
        String made = "resource \"x\" \"y\" {\n a = [" + "upper(local.s),".repeat(2_000) + "]\n}\n";
        for (String directory : List.of("", "deploy/live/")) {
            TerraformModule.read(
                    List.of(
                            new Source(directory + "a.tf", many + made),
                            new Source(directory + "z.tf", "locals {}\n")),
                    unread::add);
        }

        assertThat(unread).extracting(Unread::file).containsExactly("./", "deploy/live");
        assertThat(unread).extracting(Unread::reason).allMatch(reason -> reason.contains("memory"));
    }

    @Test
    void whatALocalIsDoesNotDependOnWhoAsksFirst() throws Exception {
        var text = new StringBuilder("locals {\n  l0 = 1\n");
        for (int i = 0; i < 200; i++) {
            text.append("  l%1$d = local.l%2$d + 1\n".formatted(i + 1, i));
        }
        // met first through all the others, and then by itself
        read(text + "}\nresource \"x\" \"y\" {\n  a = local.l200\n  b = local.l85\n}\n");

        assertThat(resources.getFirst().fields()).containsEntry("b", 86L).containsEntry("a", 201L);
    }

    @Test
    void whoIsAskedToStopWorksOutNoMore() {
        Thread.currentThread().interrupt();
        List<Source> files =
                List.of(new Source("a.tf", "locals {\n a = [" + "1,".repeat(5_000) + "]\n}\n"));

        assertThat(TerraformModule.read(files, unread::add)).isEmpty();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(unread).hasSize(1);
    }

    @Test
    void localsThatDoubleEachOtherStaySmall() throws Exception {
        for (String doubled :
                List.of(
                        "\"${local.l%1$d}${local.l%1$d}\"",
                        "[local.l%1$d, local.l%1$d]",
                        "concat([local.l%1$d], [local.l%1$d])",
                        "{ a = local.l%1$d, b = local.l%1$d }",
                        "merge({ a%1$d = 1 }, { b = local.l%1$d })",
                        "join(\"\", [local.l%1$d, local.l%1$d])",
                        "var.x ? local.l%1$d : local.l%1$d",
                        "format(\"%%s%%s\", local.l%1$d, local.l%1$d)",
                        "replace(local.l%1$d, \"a\", \"aa\")")) {
            var text = new StringBuilder("locals {\n  l0 = \"aaaaaaaaaaaaaaaa\"\n");
            for (int i = 0; i < 5_000; i++) {
                text.append("  l").append(i + 1).append(" = ").append(doubled.formatted(i));
                text.append('\n');
            }
            text.append("}\nresource \"x\" \"y\" {\n  a = local.l5000\n}\n");

            read(text.toString());

            assertThat(resources.size() + unread.size()).as(doubled).isEqualTo(1);
            assertThat(unread).as(doubled).allMatch(each -> each.reason().contains("more than"));
            resources.forEach(
                    each ->
                            assertThat(letters(each.fields().peek("a")))
                                    .as(doubled)
                                    .isLessThanOrEqualTo(Evaluation.TEXT));
            unread.clear();
            resources.clear();
        }
    }

    private static int letters(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length();
            case Unresolved part -> part.written().length();
            case null, default -> 0;
        };
    }

    @Test
    void dynamicBlocksWithinEachOtherAreNotMultiplied() throws Exception {
        var text = new StringBuilder("resource \"x\" \"y\" {\n");
        String hundred = "[" + "1,".repeat(100) + "]";
        for (int i = 0; i < 10; i++) {
            text.append("dynamic \"b\" {\nfor_each = ").append(hundred).append("\ncontent {\n");
        }
        text.append("}\n}\n".repeat(10)).append("}\n");

        read(text.toString());

        assertThat(unread).isEmpty();
        assertThat(resources).hasSize(1);
    }

    @Test
    void rubbishIsReadOrRefusedAndNeverHangs() throws Exception {
        String alphabet = "ab=\"{}[]()$%<>-\n\\:?.,*#/!& 1for in";
        var random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder("a = ");
            for (int i = 0; i < 40; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            read(text.toString());
        }
    }

    private void read(String text) throws InterruptedException {
        var failure = new ArrayList<Throwable>();
        var thread =
                new Thread(
                        null,
                        () ->
                                resources.addAll(
                                        TerraformModule.read(
                                                List.of(new Source("main.tf", text)), unread::add)),
                        "small",
                        STACK);
        thread.setUncaughtExceptionHandler((_, thrown) -> failure.add(thrown));
        thread.start();
        thread.join();
        assertThat(failure).isEmpty();
    }
}
