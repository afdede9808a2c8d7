package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Java, SQL, YAML, properties and output that the README and the pages under {@code docs} show
 * are compiled, run or compared by the tests beside them: a part of a file from {@code // snippet
 * name} to {@code // end}, behind the file's own sign for comments. With {@code -Ddocs=write} the
 * pages are made to say the same.
 */
final class JavaSnippetsTest {

    private static final Pattern SHOWN =
            Pattern.compile(
                    "<!-- (java|sql|properties|text|yaml) (\\S+) (\\S+) -->\n.*?<!-- end -->",
                    Pattern.DOTALL);

    @Test
    void pagesShowTheCodeWordForWord() throws IOException {
        List<Path> pages =
                new ArrayList<>(Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md"));
        pages.add(Repository.ROOT.resolve("README.md"));
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
        return "<!-- %1$s %2$s %3$s -->\n```%1$s\n%4$s```\n<!-- end -->"
                .formatted(
                        shown.group(1),
                        shown.group(2),
                        shown.group(3),
                        part(
                                Repository.text(Repository.ROOT.resolve(shown.group(2))),
                                shown.group(3)));
    }

    private static String part(String source, String name) {
        Matcher part =
                Pattern.compile(
                                "^ *(?://|--|#) snippet "
                                        + Pattern.quote(name)
                                        + "\n(.*?)\n*^ *(?://|--|#) end$",
                                Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(source);
        assertThat(part.find()).as("snippet " + name).isTrue();
        return part.group(1).stripIndent() + "\n";
    }
}
