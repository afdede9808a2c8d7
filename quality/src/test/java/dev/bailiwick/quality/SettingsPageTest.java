package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class SettingsPageTest {

    private static final Path PAGE = Repository.ROOT.resolve("docs/configuration.md");

    @Test
    void thePageListsEverySettingAsTheCodeHasIt() throws IOException {
        String page = SettingsPage.text(Repository.sources("server", "main"));
        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(PAGE.resolveSibling(""));
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    @Test
    void everyHeadingStandsOnce() {
        String page = SettingsPage.text(Repository.sources("server", "main"));

        assertThat(page.lines().filter(line -> line.startsWith("#"))).doesNotHaveDuplicates();
    }

    @Test
    void everyPasswordOfTheDatabaseIsNamed() {
        String page = SettingsPage.text(Repository.sources("server", "main"));

        assertThat(List.of("ADMIN", "APP", "WORKER", "MAINT", "POSTGRES"))
                .allSatisfy(
                        name ->
                                assertThat(page)
                                        .contains(
                                                "| `BAILIWICK_%s_PASSWORD` |".formatted(name),
                                                "| `BAILIWICK_%s_PASSWORD_FILE` |"
                                                        .formatted(name)));
    }
}
