package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The checks that come with the library, each held against its own examples. */
final class BuiltInChecksTest {

    private static final Checks CHECKS = Checks.builtIn();

    @Test
    void eachDoesWhatItsExamplesSay() {
        assertThat(CHECKS.faults()).isEmpty();
    }

    @Test
    void eachHasAnIdOfItsOwnThatBeginsWithItsFormat() {
        assertThat(CHECKS.all()).extracting(Check::id).doesNotHaveDuplicates();
        assertThat(CHECKS.all())
                .allMatch(check -> check.id().startsWith(check.format().word() + "_"));
    }

    @Test
    void eachHasAGroupInOverviews() {
        assertThat(CHECKS.all())
                .filteredOn(check -> check.group() == Group.NONE)
                .extracting(Check::id)
                .isEmpty();
    }

    /** A file that nobody lists would be shipped and never asked. */
    @Test
    void eachOfTheFilesIsRead() throws Exception {
        Path one =
                Path.of(
                        Objects.requireNonNull(Checks.class.getResource("dockerfile.yaml"))
                                .toURI());
        try (Stream<Path> files = Files.list(one.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                    .containsExactlyInAnyOrderElementsOf(Checks.BUILT_IN);
        }
    }
}
