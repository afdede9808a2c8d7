package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the README and the pages about accounts, backups, providers and repositories show is what
 * the tests of the server have run: the files under {@code docs/snippets}.
 */
final class SnippetsTest {

    private static final List<Path> PAGES =
            List.of(
                    Repository.ROOT.resolve("README.md"),
                    Repository.ROOT.resolve("docs/accounts.md"),
                    Repository.ROOT.resolve("docs/backup.md"),
                    Repository.ROOT.resolve("docs/providers.md"),
                    Repository.ROOT.resolve("docs/repository.md"),
                    Repository.ROOT.resolve("docs/scans.md"));
    private static final Path SNIPPETS = Repository.ROOT.resolve("docs/snippets");

    private static final Pattern SHOWN =
            Pattern.compile("<!-- snippet (\\S+) -->\n.*?<!-- end -->", Pattern.DOTALL);

    @Test
    void thePagesShowEverySnippetAndItsOutputWordForWord() throws IOException {
        StringBuilder shown = new StringBuilder();
        for (Path page : PAGES) {
            String text = Repository.text(page);
            String expected =
                    SHOWN.matcher(text)
                            .replaceAll(
                                    snippet -> Matcher.quoteReplacement(block(snippet.group(1))));
            if ("write".equals(System.getProperty("docs"))) {
                Files.writeString(page, expected);
                text = expected;
            }
            assertThat(text).isEqualTo(expected);
            shown.append(expected);
        }

        assertThat(Repository.filesBelow(SNIPPETS, ".sh"))
                .allMatch(
                        file ->
                                shown.indexOf(
                                                "<!-- snippet "
                                                        + file.getFileName()
                                                                .toString()
                                                                .replace(".sh", " -->"))
                                        >= 0);
    }

    @Test
    void theReadmeHasAtMost200LinesAndShowsTheTwoCommands() {
        List<String> lines = Repository.text(Repository.ROOT.resolve("README.md")).lines().toList();

        assertThat(lines).hasSizeLessThanOrEqualTo(200);
        assertThat(lines).anyMatch(line -> line.startsWith("./bailiwick serve"));
        assertThat(lines).anyMatch(line -> line.startsWith("`./mvnw verify`"));
    }

    @Test
    void linksOfTheDocumentsLeadSomewhere() {
        assertThat(documents().flatMap(SnippetsTest::deadLinks)).isEmpty();
    }

    @Test
    void linksIntoADocumentLeadToAHeadingOfIt() {
        assertThat(documents().flatMap(SnippetsTest::deadAnchors)).isEmpty();
    }

    @Test
    void theFirstPageOfTheToolkitHasAtMost200Lines() {
        Path page = Repository.ROOT.resolve("docs/toolkit/README.md");

        assertThat(Repository.text(page).lines()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void eachDecisionHasANumberOfItsOwn() {
        List<Path> decisions =
                Repository.filesBelow(Repository.ROOT.resolve("docs/decisions"), ".md");

        assertThat(decisions)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(
                        decision -> {
                            String number = decision.getFileName().toString().substring(0, 4);
                            assertThat(Repository.text(decision))
                                    .startsWith("# " + Integer.parseInt(number) + ". ");
                        })
                .extracting(decision -> decision.getFileName().toString().substring(0, 4))
                .doesNotHaveDuplicates();
    }

    private static String block(String name) {
        Path output = SNIPPETS.resolve(name + ".out");
        return "<!-- snippet "
                + name
                + " -->\n"
                + fence("sh", Repository.text(SNIPPETS.resolve(name + ".sh")))
                + (Files.exists(output) ? fence("", Repository.text(output)) : "")
                + "<!-- end -->";
    }

    private static String fence(String language, String text) {
        return "```" + language + "\n" + text + "```\n";
    }

    private static Stream<Path> documents() {
        return Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
                        .map(Repository.ROOT::resolve),
                Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md").stream());
    }

    private static Stream<String> deadAnchors(Path document) {
        return Pattern.compile("]\\(([^)#:]*)#([^)]+)\\)")
                .matcher(Repository.text(document))
                .results()
                .filter(
                        link -> {
                            Path page =
                                    link.group(1).isEmpty()
                                            ? document
                                            : document.resolveSibling(link.group(1));
                            return Files.exists(page) && !anchors(page).contains(link.group(2));
                        })
                .map(link -> Repository.name(document) + ": " + link.group());
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return Pattern.compile("(?m)^#+ (.+)$")
                .matcher(Repository.text(page))
                .results()
                .map(
                        heading ->
                                heading.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^\\w -]", "")
                                        .replace(' ', '-'))
                .toList();
    }

    private static Stream<String> deadLinks(Path document) {
        return Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)")
                .matcher(Repository.text(document))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(document.resolveSibling(link)))
                .map(link -> Repository.name(document) + ": " + link);
    }
}
