package dev.bailiwick.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every finding says why it matters and what to do, also in the documentation. */
final class RuleTest {

    private static final Path PAGE = Path.of("..", "docs", "toolkit", "findings.md");

    @Test
    void everyRuleHasItsRemedyAndNoRemedyIsLeftOver() {
        assertThat(Rule.remedies().stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(Rule.all().stream().map(Rule::id).toList());
    }

    @Test
    void thePageListsEveryRule() throws IOException {
        String expected = FindingsPage.text(Rule.all());
        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(PAGE.resolveSibling(""));
            Files.writeString(PAGE, expected);
        }

        assertThat(PAGE).content().isEqualTo(expected);
    }
}
