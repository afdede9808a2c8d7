package dev.bailiwick.checks.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

final class DockerfilesTest {

    @Test
    void readsStagesUsersAndJoinedLines() throws Exception {
        Fields file =
                read(
                        """
                        # syntax=docker/dockerfile:1
                        ARG VERSION=25
                        FROM --platform=linux/amd64 eclipse-temurin:${VERSION} AS Base
                        USER 1000

                        FROM base
                        run apt-get update && \\
                            # a comment between
                            apt-get install -y curl
                        COPY --chown=1000 --from=base /app /app
                        RUN <<EOF
                        FROM nowhere
                        EOF
                        """);

        Fields last = file.fields("last");
        assertThat(file.elements("stages")).hasSize(2);
        assertThat(((Fields) file.elements("stages").get(0)).text("image"))
                .isEqualTo("eclipse-temurin:25");
        assertThat(last.text("user")).isEqualTo("1000");
        assertThat(last.get("earlier")).isEqualTo(true);
        List<Object> instructions = last.elements("instructions").peek();
        assertThat(instructions)
                .extracting(instruction -> ((Fields) instruction).text("name"))
                .containsExactly("RUN", "COPY", "RUN");
        assertThat(instructions)
                .extracting(instruction -> ((Fields) instruction).line())
                .containsExactly(7, 10, 11);
        assertThat(((Fields) instructions.getFirst()).text("text"))
                .isEqualTo("apt-get update &&     apt-get install -y curl");
        assertThat(((Fields) instructions.get(1)).elements("flags"))
                .containsExactly("--chown=1000", "--from=base");
        assertThat(((Fields) instructions.getLast()).text("text")).contains("FROM nowhere");
    }

    @Test
    void anotherSignForJoinedLinesIsHeeded() throws Exception {
        Fields file = read("# escape=`\nFROM a\nRUN dir c:\\\nRUN b `\n  c\n");

        assertThat(file.fields("last").elements("instructions")).hasSize(2);
    }

    @Test
    void noInstructionIsHiddenInAnother() throws Exception {
        for (String hiding :
                List.of(
                        "RUN echo a\\\\\nUSER root\n",
                        "RUN echo \"a <<X\"\nUSER root\nRUN echo \\\nX\n",
                        "RUN cat<<X\nUSER root\nRUN echo \\\nX\n",
                        "RUN cat <<<X\nUSER root\nRUN echo \\\nX\n",
                        "USER root\nRUN <<X\n  X\nUSER app\nX\n",
                        "USER root\nONBUILD RUN <<X\nUSER app\nX\n",
                        "USER root\nRUN <<'E-F' <<-2 cat\nE\nUSER app\nE-F\nUSER b\n\t2\n",
                        "USER \"ro\"ot\n",
                        "USER r\\oot\n")) {
            assertThat(read("FROM a\nUSER app\n" + hiding).fields("last").text("user"))
                    .as(hiding)
                    .isEqualTo("root");
        }
        assertThat(
                        read("# syntax=x\n# Escape = `\nFROM a\nRUN c:\\\nUSER root\n")
                                .fields("last")
                                .text("user"))
                .isEqualTo("root");
    }

    @Test
    void aUserThatMayBeAnotherIsNotKnown() throws Exception {
        for (String user :
                List.of("ARG U=root\nUSER $U", "ENV U=root\nUSER ${U}", "USER ${V:-root}")) {
            assertThat(read("ARG U=app\nARG V=\nFROM a\n" + user).fields("last").peek("user"))
                    .as(user)
                    .isInstanceOf(Unresolved.class);
        }
    }

    @Test
    void anArgumentWithoutADefaultIsNotKnown() throws Exception {
        Fields last = read("ARG BASE\nFROM $BASE\n").fields("last");

        assertThat(last.peek("image")).isEqualTo(new Unresolved("$BASE"));
    }

    @Test
    void whatIsSetIsReadAsAShellReadsIt() throws Exception {
        Fields file =
                read(
                        """
                        FROM a
                        ENV A=1 B="2 3" C='4 "5"' D=6\\ 7 E= "F=8 9"
                        ENV A 1 "2"
                        ARG A B=2 C=$D
                        ONBUILD ENV A=1 B=${C}
                        RUN A=1 b
                        """);
        List<Object> instructions = file.fields("last").elements("instructions").peek();

        assertThat(variables(instructions.get(0)))
                .containsExactly(
                        entry("A", "1"),
                        entry("B", "2 3"),
                        entry("C", "4 \"5\""),
                        entry("D", "6 7"),
                        entry("E", ""),
                        entry("F", "8 9"));
        assertThat(variables(instructions.get(1))).containsExactly(entry("A", "1 2"));
        assertThat(variables(instructions.get(2)).keySet()).containsExactly("B", "C");
        assertThat(variables(instructions.get(2)).peek("C")).isEqualTo(new Unresolved("$D"));
        assertThat(variables(instructions.get(3)).peek("A")).isEqualTo("1");
        assertThat(variables(instructions.get(4)).keySet()).isEmpty();
    }

    private static Fields variables(Object instruction) {
        return ((Fields) instruction).fields("variables");
    }

    @Test
    void whatBuildsNothingIsRefused() {
        for (String wrong :
                List.of("", "# nothing\n", "RUN x\n", "FROM a\nRUN <<E\nx\n", "FROM a\n{}\n")) {
            assertThatExceptionOfType(UnreadableException.class)
                    .as(wrong)
                    .isThrownBy(() -> read(wrong));
        }
    }

    @Test
    @Timeout(120)
    void aLineOfMegabytesIsReadInNoTime() throws Exception {
        Fields file =
                read("FROM a\nRUN " + "x \\\n".repeat(100_000) + "\nRUN " + "$".repeat(1_000_000));

        assertThat(file.fields("last").elements("instructions")).isNotEmpty();
    }

    @Test
    void anImageOfManyLongArgumentsIsNotKnown() throws Exception {
        Fields last =
                read("ARG A=" + "x".repeat(200_000) + "\nFROM $A$A\nUSER $A\n").fields("last");

        assertThat(last.peek("image")).isInstanceOf(Unresolved.class);
        assertThat(last.peek("user")).isInstanceOf(Unresolved.class);
    }

    @Test
    void moreThanAnybodyWritesIsRefused() {
        for (String much :
                List.of(
                        "A\n".repeat(10_001),
                        "\n".repeat(200_001),
                        ("RUN " + "a ".repeat(60_000) + "\n").repeat(4))) {
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> read("FROM a\n" + much))
                    .withMessageContaining("more than");
        }
    }

    @Test
    void nothingButALineFeedEndsALineAndNothingButBlanksFollowItsEscape() throws Exception {
        Fields behind = read("\uFEFFFROM a\nUSER root\r\n# x\rUSER app\u2028USER app\n");
        Fields joined = read("FROM a\nUSER app\nRUN b \\\u2003\nUSER root\n");

        assertThat(behind.fields("last")).containsEntry("user", "root");
        assertThat(joined.fields("last")).containsEntry("user", "root");
    }

    private static Fields read(String text) throws UnreadableException {
        return Dockerfiles.read(new Source("Dockerfile", text)).fields();
    }
}
