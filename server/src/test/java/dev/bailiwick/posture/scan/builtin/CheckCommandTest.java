package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.posture.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory that is examined without a server. */
class CheckCommandTest {

    private static final String OPEN_QUESTION =
            """
            variable "key" { type = bool }
            resource "aws_kms_key" "data" { enable_key_rotation = var.key }
            """;

    private final Path room;

    CheckCommandTest(@TempDir Path room) {
        this.room = room;
    }

    private CommandRun check(String... arguments) {
        return CommandRun.of(new CheckCommand(), arguments);
    }

    @Test
    void whatIsWrongIsToldWithItsPlaceAndFails() throws IOException {
        Path image = Files.createDirectories(room.resolve("app"));
        Files.writeString(image.resolve("Dockerfile"), "FROM debian:12\nUSER root\n");
        Files.writeString(room.resolve("broken.yaml"), "apiVersion: v1\nkind: Pod\nspec: [\n");

        CommandRun run = check(room.toString());

        assertThat(run.exit()).as(run.text()).isOne();
        assertThat(run.text())
                .contains("app/Dockerfile:")
                .contains("not examined  broken.yaml:")
                .containsPattern(
                        "\\d+ failed \\(.*\\), \\d+ passed, \\d+ to look at, 1 not" + " examined");
    }

    @Test
    void aDirectoryWithNothingToExamineIsNoneThatPasses() throws IOException {
        Files.writeString(room.resolve("notes.txt"), "nothing here\n");

        CommandRun run = check(room.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.text())
                .contains(
                        "0 failed, 0 passed, 0 to look at, 0 not examined",
                        "Nothing in " + room + " is of a kind that checks examine.");
        assertThat(check("--allow-empty", room.toString()).exit()).isZero();
    }

    @Test
    void whatMattersLessThanIsAskedForFailsNothing() throws IOException {
        Files.writeString(room.resolve("Dockerfile"), "FROM debian:12\nUSER root\n");

        assertThat(check(room.toString()).exit()).isOne();
        assertThat(check("--fail-on", "critical", room.toString()).exit()).isZero();
    }

    @Test
    void whatCannotBeReadIsNoPass() throws IOException {
        Path chart = Files.createDirectories(room.resolve("chart/templates"));
        Files.writeString(chart.resolve("pod.yaml"), "apiVersion: v1\nkind: Pod\nspec: {{ x }}\n");

        assertThat(check(room.toString()).exit()).isEqualTo(2);
        assertThat(check("--fail-on", "critical", room.toString()).exit()).isEqualTo(2);
        assertThat(check("--allow-unread", "chart/temp", room.toString()).exit()).isEqualTo(2);
        CommandRun allowed = check("--allow-unread", "chart/templates/", room.toString());
        assertThat(allowed.exit()).as(allowed.text()).isZero();
        assertThat(allowed.text()).contains("not examined  chart/templates/pod.yaml:");
    }

    @Test
    void aDirectoryThatTakesTooMuchIsNotAllowedByAFileOfIt() throws IOException {
        Path infra = Files.createDirectories(room.resolve("infra"));
        Files.writeString(
                infra.resolve("a.tf"),
                "locals {\n s = \""
                        + "s".repeat(100_000)
                        + "\"\n}\nresource \"x\" \"y\" {\n a = ["
                        + "upper(local.s),".repeat(2_000)
                        + "]\n}\n");
        Files.writeString(infra.resolve("zz.tf"), "locals {}\n");

        CommandRun file = check("--allow-unread", "infra/zz.tf", room.toString());
        assertThat(file.exit()).as(file.text()).isEqualTo(2);
        assertThat(file.text()).contains("not examined  infra:");
        assertThat(check("--allow-unread", "infra", room.toString()).exit()).isZero();
        assertThat(check("--allow-unread", "zz.tf", infra.toString()).exit()).isEqualTo(2);
        assertThat(check("--allow-unread", ".", infra.toString()).exit()).isZero();
    }

    @Test
    void whatIsAllowedIsMarkedAndWhatIsAllowedForNothingIsTold() throws IOException {
        Path chart = Files.createDirectories(room.resolve("chart"));
        Files.writeString(chart.resolve("pod.yaml"), "apiVersion: v1\nkind: Pod\nspec: {{ x }}\n");
        Files.writeString(room.resolve("a.yaml"), "apiVersion: v1\nkind: Pod\nspec: [\n");

        CommandRun run =
                check("--allow-unread", "chart", "--allow-unread", "charts/*", room.toString());

        assertThat(run.exit()).as(run.text()).isEqualTo(2);
        assertThat(run.text())
                .containsPattern("(?m)^not examined  chart/pod.yaml:.* \\(allowed\\)$")
                .doesNotContainPattern("a\\.yaml:.*allowed")
                .contains("2 not examined (1 of them allowed)")
                .contains("Named by --allow-unread, and nothing there is unread: charts/*");
        assertThat(check("--allow-unread", "chart", room.toString()).text())
                .doesNotContain("Named by");
    }

    @Test
    void namesOfStrangersWriteNoLinesOfTheirOwn() throws IOException {
        String forged = "0 failed\n\u001b[2K";
        Path below = Files.createDirectories(room.resolve(forged));
        Files.writeString(below.resolve("Dockerfile"), "FROM debian:12\nUSER root\n");
        Files.writeString(
                room.resolve("pod.yaml"),
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: "a\\n0 failed\\e[2K\\u202e"}
                spec: {hostNetwork: true}
                """);
        Files.writeString(
                room.resolve("twice.yaml"),
                "apiVersion: v1\nkind: Pod\n\"\\e[2K\": 1\n\"\\e[2K\": 2\n");

        CommandRun run = check(room.toString());

        assertThat(run.text())
                .contains(
                        "0 failed??[2K/Dockerfile:", "Pod a?0 failed?[2K? ", "the key ?[2K stands")
                .doesNotContain("\u001b", "\u202e")
                .doesNotContainPattern("(?m)^0 failed");
    }

    @Test
    void whatSomebodyHasToLookAtIsNamedAndFailsNothing() throws IOException {
        Files.writeString(room.resolve("a.tf"), OPEN_QUESTION);

        CommandRun run = check(room.toString());

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text())
                .containsPattern(
                        "(?m)^to look at    a.tf:2  .*var.key.*\\[terraform_kms_rotation\\]$")
                .contains("1 to look at");
    }

    @Test
    void programsGetOneObject() throws IOException {
        Files.writeString(room.resolve("a.tf"), OPEN_QUESTION);
        Files.writeString(room.resolve("\u001b\"b.yaml"), "apiVersion: v1\nkind: Pod\nspec: [\n");
        Files.writeString(
                room.resolve("Dockerfile"), "FROM debian:12\nUSER root\nHEALTHCHECK NONE\n");

        CommandRun run =
                check("--format", "json", "--allow-unread", "\u001b\"b.yaml", room.toString());

        assertThat(run.exit()).as(run.text()).isOne();
        JsonNode all = JsonMapper.shared().readTree(run.text());
        assertThat(all.propertyNames())
                .containsExactly("results", "failed", "passed", "manual", "unread", "allowed");
        assertThat(all.get("manual").intValue()).isOne();
        assertThat(all.get("unread").intValue()).isOne();
        assertThat(all.get("allowed").intValue()).isOne();
        assertThat(all.get("results"))
                .extracting(each -> each.get("status").stringValue())
                .contains("FAIL", "MANUAL", "UNREAD");
        for (JsonNode each : all.get("results")) {
            boolean unread = each.get("status").stringValue().equals("UNREAD");
            assertThat(each.propertyNames())
                    .startsWith("status", "file", "line", "text")
                    .endsWith(
                            unread
                                    ? new String[] {"allowed"}
                                    : new String[] {"check", "severity", "resource"});
            assertThat(each.get("file").stringValue().equals("\u001b\"b.yaml")).isEqualTo(unread);
        }
        assertThat(check("--format", "xml", room.toString()).exit()).isEqualTo(2);
    }

    @Test
    void whatFailedBeforeItWasStoppedHasFailed() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(
                    room.resolve(name + ".dockerfile"),
                    "FROM debian:12@sha256:%s%nUSER root%n".formatted("0".repeat(64)));
        }
        Limits two = Limits.defaults().withFiles(2);

        CommandRun failed = CommandRun.of(new CheckCommand(two), room.toString());
        assertThat(failed.exit()).as(failed.text()).isOne();
        assertThat(failed.text())
                .contains("Not all could be examined; stopped here: more than 2 files.");
        CommandRun missed =
                CommandRun.of(new CheckCommand(two), "--fail-on", "critical", room.toString());
        assertThat(missed.exit()).as(missed.text()).isEqualTo(2);
        CommandRun allowed =
                CommandRun.of(
                        new CheckCommand(two),
                        "--fail-on",
                        "critical",
                        "--allow-unread",
                        ".",
                        room.toString());
        assertThat(allowed.exit()).as(allowed.text()).isEqualTo(2);
    }

    @Test
    void whatCannotBeDoneIsSaidAndIsNoPass() throws IOException {
        Path checks = Files.createDirectories(room.resolve("checks"));
        Files.writeString(checks.resolve("mine.yaml"), "id: mine\n");

        CommandRun severity = check("--fail-on", "grave", room.toString());
        assertThat(severity.exit()).isEqualTo(2);
        assertThat(severity.text()).contains("'grave' is no severity (--fail-on)");
        CommandRun nowhere = check(room.resolve("nowhere").toString());
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.text()).contains("nowhere");
        CommandRun faulty = check("--checks", checks.toString(), room.toString());
        assertThat(faulty.exit()).isEqualTo(2);
        assertThat(faulty.text()).contains("(--checks)").contains("mine.yaml");
    }
}
