package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

final class BailiwickTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void runsACommandThatAnotherModuleBrought() {
        assertThat(bailiwick("lift")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsAnExpectedFailureAsOneLineAndItsExitCode() {
        assertThat(bailiwick("lift", "--tons", "9")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("bailiwick: 9 tons are too much; take 5.");
    }

    @Test
    void tellsFailedFromCouldNot() {
        assertThat(bailiwick("lift", "--tons", "6")).isEqualTo(1);
    }

    @Test
    void refusesAnUnknownOptionWithoutAStackTrace() {
        assertThat(bailiwick("lift", "--kilos", "9")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("Unknown option", "--kilos");
    }

    @Test
    void namesTheCommandThatWasMeant() {
        assertThat(bailiwick("lifft")).isEqualTo(2);
        assertThat(err.toString()).contains("'lifft'", "Did you mean: bailiwick lift?");
    }

    @Test
    void namesTheOptionThatWasMeant() {
        assertThat(bailiwick("lift", "--tosn", "9")).isEqualTo(2);
        assertThat(err.toString()).contains("'--tosn'", "Did you mean: --tons?");
    }

    @Test
    void namesTheOptionThatWasMeantWithAValueOfItsOwn() {
        assertThat(bailiwick("lift", "--tosn=9")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: --tons?");
    }

    @Test
    void asksForACommandWhereNoneIsGiven() {
        assertThat(bailiwick()).isEqualTo(2);
        assertThat(err.toString()).contains("Say which command to run.");
    }

    @Test
    void printsTheStackTraceOfAnUnexpectedFailure() {
        assertThat(bailiwick("lift", "--tons", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("IllegalStateException", "at dev.bailiwick.cli");
    }

    private int bailiwick(String... args) {
        return Bailiwick.run(
                List.of(new Lift()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Command(name = "lift")
    private static final class Lift implements BailiwickCommand {

        @Option(names = "--tons", defaultValue = "1")
        private int tons;

        @Override
        public Integer call() {
            if (tons < 0) {
                throw new IllegalStateException("a crane cannot push");
            }
            if (tons == 6) {
                throw CommandException.failed("The rope broke.");
            }
            if (tons > 5) {
                throw CommandException.couldNot(tons + " tons are too much; take 5.");
            }
            return 0;
        }
    }
}
