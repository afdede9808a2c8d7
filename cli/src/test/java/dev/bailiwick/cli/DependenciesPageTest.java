package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docs/toolkit/dependencies.md} names is what the build makes. */
class DependenciesPageTest {

    private static final Path ROOT = Path.of("..");

    private static final Pattern ARTIFACT = Pattern.compile("\\bbailiwick-[a-z]+");

    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| `dev\\.bailiwick:bailiwick-(\\w+)` \\|[^|]*\\|([^|]*)\\|[^|]*\\|$",
                    Pattern.MULTILINE);

    private static final Pattern BROUGHT =
            Pattern.compile(
                    "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*</dependency>");

    private static final Pattern NAMED = Pattern.compile("`([a-z.]+:)?([a-z-]+)`");

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyModuleThatIsNamedIsMadeByTheBuildInTheVersionThatIsNamed() throws IOException {
        String page = text("docs/toolkit/dependencies.md");
        String build = text("pom.xml");

        for (String artifact : found(ARTIFACT, page)) {
            String module = artifact.substring("bailiwick-".length());
            assertThat(build).contains("<module>" + module + "</module>");
            assertThat(text(module + "/pom.xml"))
                    .contains("<artifactId>" + artifact + "</artifactId>");
        }
        assertThat(found(Pattern.compile("\\d+\\.\\d+\\.\\d+-?[A-Z]*"), page))
                .containsExactly(version(build));
    }

    /** But for what is optional, or there for javac alone. */
    @Test
    void whatAModuleIsSaidToBringItBrings() throws IOException {
        List<MatchResult> rows =
                ROW.matcher(text("docs/toolkit/dependencies.md")).results().toList();
        assertThat(rows).hasSize(6);
        for (MatchResult row : rows) {
            List<String> brought = new ArrayList<>();
            BROUGHT.matcher(text(row.group(1) + "/pom.xml"))
                    .results()
                    .forEach(dependency -> brought.add(dependency.group(2)));
            List<String> said =
                    NAMED.matcher(row.group(2)).results().map(name -> name.group(2)).toList();

            assertThat(brought).as(row.group(1)).containsAll(said);
            assertThat(brought.isEmpty()).as(row.group(1)).isEqualTo(said.isEmpty());
        }
    }

    /** The project's own, which stands before those of others. */
    private static String version(String build) {
        int from = build.indexOf("<version>") + "<version>".length();
        return build.substring(from, build.indexOf('<', from));
    }
}
