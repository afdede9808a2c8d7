package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files that are written to take all memory there is, or to keep a thread for ever: as many scans
 * of them at once as a server makes by default, in less than half of the memory that it has, most
 * of which it needs for itself and for what a scan sends on.
 */
final class SmallHeapTest {

    private static final int MEGABYTES = 176;
    private static final int SECONDS = 60;
    private static final int FILE = 2 * 1024 * 1024;

    @TempDir Path directory;

    enum Hostile {
        VARIABLES_THAT_DOUBLE_THEMSELVES("a.tf", "variable \"a\" { default = [var.a, var.a] }\n"),
        VARIABLES_THAT_ADD_THEMSELVES("a.tf", "variable \"a\" { default = var.a + var.a }\n"),
        VARIABLES_THAT_ADD_EACH_OTHER(
                "a.tf",
                """
                variable "a" { default = var.b + var.b }
                variable "b" { default = var.a + var.a }
                """),
        VALUES_THAT_ADD_THEMSELVES("a.auto.tfvars", "a = var.a + var.a\n"),
        ITEMS("a.tf", "locals {\n a = [" + "a,".repeat(FILE / 2 - 50) + "]\n}\n"),
        ATTRIBUTES("a.tf", "locals {\n" + "a=1\n".repeat(FILE / 4 - 10) + "}\n"),
        FILES_WHOSE_BLOCKS_HAVE_NO_ROOM("a.tf", 21, unplaced()),
        BLOCKS("a.tf", "a {}\n".repeat(FILE / 5 - 10)),
        LINES_OF_A_TEXT("a.tf", "locals {\n a = <<-E\n" + " \n".repeat(FILE / 2 - 50) + "E\n}\n"),
        TEXTS_WITHIN_TEXTS("a.tf", texts()),
        JOINED_BY_LONG_TEXTS(
                "a.tf",
                "locals {\n s = \""
                        + "s".repeat(128 * 1000)
                        + "\"\n a = [\n"
                        + ("join(local.s, [" + "1,".repeat(99) + "]),\n").repeat(4_000)
                        + "]\n}\n"),
        LONG_TEXTS_MADE_ANEW(
                "a.tf",
                "locals {\n s = \""
                        + "s".repeat(128 * 1000)
                        + "\"\n a = ["
                        + "upper(local.s),".repeat(50_000)
                        + "]\n}\n"),
        LONG_TEXTS_PUT_TOGETHER(
                "a.tf",
                "locals {\n s = \""
                        + "s".repeat(120 * 1000)
                        + "\"\n a = ["
                        + "\"${local.s}x\",".repeat(50_000)
                        + "]\n}\n"),
        LISTS_PUT_TOGETHER(
                "a.tf",
                "locals {\n l = ["
                        + "1,".repeat(9_000)
                        + "]\n a = ["
                        + "concat(local.l, [1]),".repeat(50_000)
                        + "]\n}\n"),
        BLOCKS_FOR_EACH(
                "a.tf",
                "resource \"a\" \"b\" {\n"
                        + ("dynamic \"c\" {\n for_each = [" + "1,".repeat(100) + "]\n")
                        + ("content {\n a = [" + "x.y,".repeat(100_000) + "]\n}\n}\n}\n")),
        BLOCKS_OF_WHAT_IS_NOT_KNOWN("a.tf", unknown()),
        RESOURCES_OF_ONE_NAME(
                "a.tf",
                "resource \"a\" \"b\" {}\n".repeat(15_000)
                        + "resource \"c\" \"d\" {\nx = a.b\n}\n".repeat(15_000)),
        REFERENCES("a.tf", references()),
        CALLS_OF_ONE_DIRECTORY("a.tf", calls()),
        YAML_LIST("a.yaml", "kind: x\napiVersion: v1\na: [" + "a,".repeat(FILE / 2 - 50) + "]\n"),
        YAML_MAP("a.yaml", "kind: x\napiVersion: v1\na: {" + "a,".repeat(FILE / 2 - 50) + "}\n"),
        YAML_MAP_OF_NOTHING("a.yaml", "kind: x\napiVersion: v1\na: {" + names() + "}\n"),
        YAML_MAPS_OF_NOTHING(
                "a.yaml", "kind: x\napiVersion: v1\na: [" + "{a},".repeat(FILE / 4 - 50) + "]\n"),
        YAML_ROWS("a.yaml", "kind: x\napiVersion: v1\na:\n" + "- a\n".repeat(FILE / 4 - 50)),
        YAML_MAPS_WITHIN(
                "a.yaml",
                "kind: x\napiVersion: v1\na: [" + "{b: c},".repeat(FILE / 7 - 50) + "]\n"),
        JSON_LIST(
                "a.json",
                "{\"kind\": \"x\", \"apiVersion\": \"v1\", \"a\": ["
                        + "[],".repeat(FILE / 3 - 50)
                        + "1]}"),
        JSON_MAPS(
                "a.json",
                "{\"kind\": \"x\", \"apiVersion\": \"v1\", \"a\": ["
                        + "{\"Ж\":\"ЖЖ\"},".repeat(FILE / 17)
                        + "1]}"),
        ARGUMENTS_THAT_MULTIPLY(
                "Dockerfile",
                "ARG A=" + "x".repeat(FILE / 2) + "\nFROM " + "$A".repeat(FILE / 4 - 50) + "\n"),
        ARGUMENTS_THAT_ARE_COPIED(
                "Dockerfile",
                "ARG A=" + "x".repeat(120 * 1024) + "\n" + "FROM $A\n".repeat(200_000)),
        A_DIRECTIVE_OF_BLANKS("Dockerfile", "# a=x" + " ".repeat(FILE - 100) + "y\nFROM a\n"),
        INSTRUCTIONS("Dockerfile", "FROM a\n" + "A\n".repeat(FILE / 2 - 50)),
        WORDS("Dockerfile", "FROM a\n" + ("RUN " + "a ".repeat(60_000) + "\n").repeat(16));

        final String file;
        final int times;
        final String text;

        Hostile(String file, String text) {
            this(file, 1, text);
        }

        /**
         * @param times that a directory has it
         */
        Hostile(String file, int times, String text) {
            this.file = file;
            this.times = times;
            this.text = text;
        }

        /** Takes all the room there is to be read, and none is left for the blocks' places. */
        private static String unplaced() {
            String item = "!".repeat(94) + "1,";
            return "locals {\na=[" + item.repeat(1_984) + "]\n}\n" + "b{}\n".repeat(1_000);
        }

        /** Names as long as texts are that cost nothing by their length, a hundred times each. */
        private static String unknown() {
            String letters = "Ж".repeat(31);
            var text = new StringBuilder("resource \"aws_security_group\" \"b\" {\n");
            text.append("dynamic \"ingress\" {\nfor_each = [").append("1,".repeat(100));
            text.append("]\ncontent {\n");
            for (int i = 0; i < 4_990; i++) {
                text.append("a%d = %s.%s\n".formatted(i, letters, letters));
            }
            text.append("}\n}\n}\nlocals {\n");
            for (int i = 0; i < 55_000; i++) {
                text.append("l%d = x.y\n".formatted(i));
            }
            return text.append("}\n").toString();
        }

        /** Each written in another way, and each passing the same. */
        private static String calls() {
            var text = new StringBuilder("module \"a\" {\n");
            for (int i = 0; i < 40_000; i++) {
                String way = Integer.toBinaryString(1 << 16 | i).replace("0", "/");
                text.append("source = \"./%sa\"\n".formatted(way.replace("1", "./")));
            }
            for (int i = 0; i < 28_000; i++) {
                text.append("a%d = x\n".formatted(i));
            }
            return text.append("}\n").toString();
        }

        private static String names() {
            return IntStream.range(0, FILE / 8)
                    .mapToObj(name -> name + ",")
                    .collect(Collectors.joining());
        }

        private static String references() {
            var text = new StringBuilder("resource \"a\" \"b\" {\n c = [");
            for (int i = 0; i < 90_000; i++) {
                text.append("x.Ж").append(i).append(',');
            }
            return text.append("]\n}\n").toString();
        }

        private static String texts() {
            var text = new StringBuilder("locals {\n a = ");
            for (int i = 0; i < 30; i++) {
                text.append("<<E").append(i).append("\n${");
            }
            text.append('"').append("x".repeat(FILE - 2_000)).append('"');
            for (int i = 29; i >= 0; i--) {
                text.append("}\nE").append(i).append("\n");
            }
            return text.append("}\n").toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    void asManyScansAsThereAreAtOnceHaveRoomForIt(Hostile hostile) throws Exception {
        // in two directories: one after the other is as likely as both at once
        for (String name : List.of("one", "two")) {
            Path below = Files.createDirectories(directory.resolve(name));
            for (int i = 1; i <= hostile.times; i++) {
                String file = i == 1 ? hostile.file : i + hostile.file;
                Files.writeString(below.resolve(file), hostile.text);
            }
        }

        assertThat(examined()).contains("examined: ").doesNotContain("Exception", "Error");
    }

    /** Of which many can be held by their names, and few by their paths. */
    @Test
    void filesAtTheEndOfALongPathHaveRoomToo() throws Exception {
        Path end = directory;
        for (int i = 0; i < 15; i++) {
            end = end.resolve("d".repeat(250));
        }
        Files.createDirectories(end);
        for (int i = 0; i < 6_000; i++) {
            Files.createFile(end.resolve(i + ".yaml"));
            Files.createFile(end.resolve(i + ".tf"));
        }

        assertThat(examined()).contains("examined: ").doesNotContain("Exception", "Error");
    }

    /** Each of which has as much as is read as one. */
    @Test
    void directoriesWithinEachOtherHaveRoomToo() throws Exception {
        Path first = Files.writeString(directory.resolve("a"), "#" + "x".repeat(FILE - 100));
        Path each = directory;
        for (int i = 0; i < 40; i++) {
            each = Files.createDirectories(each.resolve("d"));
            Files.createLink(each.resolve("a.tf"), first);
            Files.createLink(each.resolve("b.tf"), first);
        }

        assertThat(examined()).contains("examined: ").doesNotContain("Exception", "Error");
    }

    private String examined() throws IOException, InterruptedException {
        Path output = directory.resolve("output.log");
        Process examining =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx" + MEGABYTES + "m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HostileFiles.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(examining.waitFor(SECONDS, TimeUnit.SECONDS)).as("over by then").isTrue();
        } finally {
            examining.destroyForcibly();
        }
        String told = Files.readString(output);
        assertThat(examining.exitValue()).as(told).isZero();
        return told;
    }
}
