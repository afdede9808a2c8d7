package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What scripts tell, beside what the examples of the checks say. */
final class ScriptTest {

    private static boolean tells(Object script) {
        return Script.tells(Fields.of(1, Map.of("script", script)), "script");
    }

    @Test
    void whatIsNotKnownTellsNothing() {
        Object open = new Unresolved("var.script");

        assertThat(tells(open)).isFalse();
        assertThat(tells(Elements.of(List.of(open, 1L, "PASSWORD=$1")))).isFalse();
        assertThat(tells(Elements.of(List.of(open, "PASSWORD=not-a-real-one")))).isTrue();
        assertThat(tells(new Unresolved("var.a", "PASSWORD=${} ${}PASSWORD=ab${}cdefg"))).isFalse();
        assertThat(tells(new Unresolved("var.a", "echo ${}\nPASSWORD=not-a-real-one"))).isTrue();
        assertThat(Script.tells(Fields.NONE, "script")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Script.tells("text", "script"));
    }

    @Test
    void whatStandsInQuotesIsWrittenWhateverSignsAreInIt() {
        for (String value :
                List.of("Xy{9secretsecret", "/9secretsecret", "(9secret<x", "9sec(ret{")) {
            assertThat(tells("export DB_PASSWORD='" + value + "'")).as(value).isTrue();
            assertThat(tells("export DB_PASSWORD=\"" + value + "\"")).as(value).isTrue();
        }
        for (String value :
                List.of(
                        "{{.Values.password}}",
                        "{{ .Values.password }}",
                        "{password}",
                        "<the-password>",
                        "<the-password here>",
                        "a$(cat secret)",
                        "abcd${SECRET}",
                        "/run/secrets/db")) {
            assertThat(tells("export DB_PASSWORD=\"" + value + "\"")).as(value).isFalse();
        }
    }

    /** As long as a text may be. */
    @Test
    @Timeout(60)
    void whatIsMadeToTakeLongTakesNotMuch() {
        for (String part :
                new String[] {
                    "password",
                    "password=",
                    "password= ",
                    "a_",
                    "--a-",
                    "://a:",
                    "token:x ",
                    "password \t",
                    "-----BEGIN A",
                    "password=a(",
                    "password=/a/b ",
                    "cGFzc3dvcmQ9",
                    "YWJj\n",
                    "://a:1@",
                    "trustStorePassword=a",
                    "secret: abc-def ",
                    "credentials: a-b ",
                    "token:required,"
                }) {
            String script = part.repeat(131_072 / part.length());

            assertThat(tells(script))
                    .as(part)
                    .isEqualTo(List.of("password=", "cGFzc3dvcmQ9").contains(part));
        }
    }

    /** However a text is made, each of its letters is looked at a few times, and no more. */
    @Test
    void howOftenALetterIsLookedAtDoesNotDependOnTheOthers() {
        for (String part :
                List.of("-", "--a-", "a-", "--", " --", "a", "_", "$-", "--tokens ", "pass.")) {
            for (Pattern set : Script.SET) {
                var text = new Counted(part.repeat(1_000_000 / part.length()));

                assertThat(set.matcher(text).results().count()).isZero();
                assertThat(text.looks.get() / text.length())
                        .as("%s in %s", part, set)
                        .isLessThan(200);
            }
        }
    }

    /** A text that a check makes may be as long, and it may ask as often as it likes. */
    @Test
    @Timeout(120)
    void whatIsLookedThroughCountsByItsLetters() {
        List<Consumer<String>> looking =
                List.of(
                        ScriptTest::tells,
                        Written::stands,
                        Images::version,
                        PasswordInUrl::leadsElsewhere);
        for (String part : List.of("://a:", "$a", "password=", "@a:", "${", "secret: ")) {
            String text = part.repeat(1_000_000 / part.length());
            for (Consumer<String> look : looking) {
                var meter = new Meter();
                // the rest is all the same, and takes minutes on a busy machine
                meter.spend(Meter.STEPS / 10 * 9);
                var calls = new AtomicInteger();

                assertThatExceptionOfType(Meter.PassedException.class)
                        .as(part)
                        .isThrownBy(() -> repeat(meter, () -> look.accept(text), calls));
                assertThat(calls.get()).as(part).isLessThan(15);
            }
        }
    }

    /** Counts how often one of its letters is looked at. */
    private record Counted(String text, AtomicLong looks) implements CharSequence {

        Counted(String text) {
            this(text, new AtomicLong());
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static void repeat(Meter meter, Runnable look, AtomicInteger calls) {
        ScopedValue.where(Environment.METER, meter)
                .run(
                        () -> {
                            while (calls.incrementAndGet() < 1_000) {
                                look.run();
                            }
                        });
    }
}
