package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Java that the pages under {@code docs} show is compiled, and run by the tests beside it: a
 * part of a file from {@code // snippet name} to {@code // end}. With {@code -Ddocs=write} the
 * pages are made to say the same.
 */
final class JavaSnippetsTest {

    private static final Pattern SHOWN =
            Pattern.compile("<!-- java (\\S+) (\\S+) -->\n.*?<!-- end -->", Pattern.DOTALL);

    @Test
    void pagesShowTheCodeWordForWord() throws IOException {
        List<Path> pages = Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md");
        for (Path page : pages) {
            String text = Repository.text(page);
            String expected =
                    SHOWN.matcher(text).replaceAll(shown -> Matcher.quoteReplacement(block(shown)));
            if ("write".equals(System.getProperty("docs")) && !expected.equals(text)) {
                Files.writeString(page, expected);
                text = expected;
            }

            assertThat(text).as(Repository.name(page)).isEqualTo(expected);
        }
    }

    private static String block(MatchResult shown) {
        return "<!-- java %s %s -->\n```java\n%s```\n<!-- end -->"
                .formatted(
                        shown.group(1),
                        shown.group(2),
                        part(
                                Repository.text(Repository.ROOT.resolve(shown.group(1))),
                                shown.group(2)));
    }

    private static String part(String source, String name) {
        Matcher part =
                Pattern.compile(
                                "^ *// snippet " + Pattern.quote(name) + "\n(.*?)\n*^ *// end$",
                                Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(source);
        assertThat(part.find()).as("snippet " + name).isTrue();
        return part.group(1).stripIndent() + "\n";
    }
}
