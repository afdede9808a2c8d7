package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unresolved;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What expressions say of values that are not known, and that they come to an end. */
final class ExpressionTest {

    private static final Map<String, Object> NAMES = names();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource.open == true",
                "!(resource.open == true)",
                "resource.open in ['a']",
                "resource.?open.orValue(false) == false",
                "isTrue(resource.open)",
                "!isTrue(resource.?open.orValue(true))",
                "resource.open.inner == 1",
                "resource.open.all(x, x == 1)",
                "resource.list.exists(x, x == 'b')",
                "resource.list.all(x, x == 'a')",
                "'b' in resource.list",
                "resource.list == ['a', 'b']",
                "size(resource.open) > 0",
                "resource.open ? true : false",
                "resource.inner.map(key, resource.inner[key]).size() == 1",
            })
    void whatDependsOnAnUnknownValueIsUndecided(String expression) {
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> compiled(expression).truth(NAMES, new Meter()))
                .withMessage("var.open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource.open == true || resource.one == 1",
                "resource.one == 1 || resource.open == true",
                "!(resource.open == true && resource.one == 2)",
                "'a' in resource.list",
                "'c' in resource.list",
                "['x', 'c'].exists(x, x in resource.list)",
                "has(resource.open)",
                "!has(resource.absent)",
                "size(resource.list) == 3",
                "resource.inner.exists(key, key == 'secret')",
            })
    void whatHoldsWhateverTheUnknownValueIsIsDecided(String expression) throws Exception {
        assertThat(compiled(expression).truth(NAMES, new Meter())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "related.all(a, related.all(b, related.all(c, related.all(d, a == b))))",
                "related.map(a, related.map(b, related.map(c, a))).size() == 1",
                "related.exists(a, related.exists(b, related.exists(c, c == 'y')))",
            })
    @Timeout(120)
    void whatWouldNotEndIsUndecided(String expression) {
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> compiled(expression).truth(NAMES, new Meter()));
    }

    @Test
    void whatTakesMoreStepsThanItMayIsStoppedHoweverFastTheyAre() {
        Meter meter = new Meter();
        CelExpr any = CelExpr.ofNotSet(1);
        for (int step = 0; step < Meter.STEPS; step++) {
            meter.callback(any, true);
        }

        assertThatExceptionOfType(Meter.PassedException.class)
                .isThrownBy(() -> meter.callback(any, true))
                .withMessage("it takes more than 2000000 steps");
        assertThat(meter.isSpent()).isTrue();
    }

    @Test
    @Timeout(120)
    void whatDoublesAndDoublesIsUndecidedBeforeItFillsTheMemory() {
        for (String start : List.of("['aaaaaaaa']", "[[1]]")) {
            String doubling = start + ".map(x, x + x)".repeat(60) + "[0].size() > 0";

            assertThatExceptionOfType(UndecidedException.class)
                    .isThrownBy(() -> compiled(doubling).truth(NAMES, new Meter()))
                    .withMessageContaining("larger than");
        }
    }

    /** Of many small ones, each kept. */
    @Test
    @Timeout(120)
    void whatMakesManyTextsIsUndecidedBeforeTheyFillTheMemory() {
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(
                        () ->
                                compiled(
                                                "related.map(a, related.map(b, resource.long +"
                                                        + " 'x')).size() == 1")
                                        .truth(NAMES, new Meter()))
                .withMessage("it makes texts of more than 64000000 letters");
    }

    @Test
    @Timeout(120)
    void aPatternThatOtherEnginesWouldNeverFinishIsFast() throws Exception {
        assertThat(compiled("resource.long.matches('^(a+)+$')").truth(NAMES, new Meter()))
                .isFalse();
    }

    @Test
    void whatAnExpressionStumblesOverIsNotRepeated() {
        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> compiled("int(resource.secret) > 1").truth(NAMES, new Meter()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    private static Expression compiled(String text) {
        @Nullable Expression compiled =
                Expression.compile(
                        text,
                        SimpleType.BOOL,
                        issue -> {
                            throw new AssertionError(issue.getMessage());
                        });
        return Objects.requireNonNull(compiled);
    }

    private static Map<String, Object> names() {
        var open = new Unresolved("var.open");
        Fields fields =
                Fields.of(
                        1,
                        Map.of(
                                "open",
                                open,
                                "one",
                                1L,
                                "list",
                                Elements.of(List.of("a", open, "c")),
                                "inner",
                                Fields.of(1, Map.of("secret", open)),
                                "secret",
                                "hunter2",
                                "long",
                                "a".repeat(50_000) + "b"));
        List<Fields> related = Collections.nCopies(1_000, Fields.of(1, Map.of("type", "x")));
        return Bindings.of(new Resource(Format.TERRAFORM, "t", "n", "", "f", 1, fields, related));
    }
}
