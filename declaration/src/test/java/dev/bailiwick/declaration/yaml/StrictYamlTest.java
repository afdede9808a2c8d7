package dev.bailiwick.declaration.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class StrictYamlTest {

    @Test
    void takesEveryScalarForText() {
        Mapping mapping = StrictYaml.parse("f", "a: no\nb: 1.0\nc: '~'\nd: 2026-01-02\n");

        assertThat(mapping.values().values().stream().map(Value::text))
                .containsExactly("no", "1.0", "~", "2026-01-02");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                        | f:1:1: is empty
                    '# nothing'               | f:1:1: is empty
                    'a: &x 1'                 | f:1:4: uses an anchor or alias; write it out each time
                    'a: *x'                   | f:1:4: uses an anchor or alias; write it out each time
                    'a: !!int 1'              | f:1:4: uses a tag; write plain text
                    'a: !!java.net.URL [x]'   | f:1:4: uses a tag; write plain text
                    '- a'                     | f:1:1: should be a mapping
                    'a: [1'                   | f:1:6: is not YAML: expected ',' or ']', but got <stream end>
                    'a: "\\x"'                | f:1:7: is not YAML: expected escape sequence of 2 hexadecimal numbers, but found: \"
                    'a: 1, b: 2'              | f:1:8: is not YAML: mapping values are not allowed here
                    """)
    void refusesWithAPlace(String text, String expected) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> StrictYaml.parse("f", text))
                .withMessage(expected);
    }

    @Test
    void refusesASecondDocument() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> StrictYaml.parse("f", "a: 1\n---\nb: 2\n"))
                .withMessage("f:2:1: is not YAML: but found another document");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> StrictYaml.parse("f", "a: 1\nb: 2\na: 3\n"))
                .withMessage("f:3:1: 'a' stands here again; it is in line 1");
    }

    @Test
    void namesEveryUnknownKeyAndWhatMayBeMeant() {
        Mapping mapping = StrictYaml.parse("f", "collumn: x\napp: y\nwhatever: z\n");

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> mapping.only("column", "app", "owner"))
                .withMessage(
                        "f:1:1: unknown key 'collumn'; did you mean 'column'?"
                                + System.lineSeparator()
                                + "f:3:1: unknown key 'whatever'; known are app, column, owner");
    }

    @Test
    void endsNestingBeforeItEndsTheStack() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> StrictYaml.parse("f", "a: " + "[".repeat(100_000)))
                .withMessageContaining("f:1:23: is nested more than 20 deep");
    }

    @Test
    void refusesBytesThatAreNoText(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> StrictYaml.read(file))
                .withMessage(file + ":1:1: is not UTF-8 text");
    }
}
