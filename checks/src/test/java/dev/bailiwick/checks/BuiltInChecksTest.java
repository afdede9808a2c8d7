package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The checks that come with the library, each held against its own examples. */
final class BuiltInChecksTest {

    private static final Checks CHECKS = Checks.builtIn();

    @Test
    void eachDoesWhatItsExamplesSay() {
        assertThat(CHECKS.faults()).isEmpty();
    }

    @Test
    void eachHasAnIdOfItsOwnThatBeginsWithItsFormat() {
        assertThat(CHECKS.all())
                .extracting(Check::id)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(40);
        assertThat(CHECKS.all())
                .allMatch(check -> check.id().startsWith(check.format().word() + "_"));
    }
}
