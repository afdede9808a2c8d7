package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of rows names tests that are there, and every row that a test is named after. */
final class RowsPageTest {

    private static final String PAGE = Repository.text(Repository.ROOT.resolve("docs/rows.md"));

    /** Its test column is the last, where {@code *} stands for the rest of several names. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([A-Z][A-Z0-9-]*\\d+) \\|.*\\|([^|]*)\\|$");

    private static final Pattern TEST =
            Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+)(\\*)?)?`");
    private static final Pattern NAMED = Pattern.compile("void ((?:k\\d+)+)[A-Za-z]");

    private static final Map<String, String> TESTS =
            Repository.MODULES.stream()
                    .flatMap(
                            module ->
                                    Stream.concat(
                                            Repository.sources(module, "test").stream(),
                                            Repository.sources(module, "main").stream()))
                    .filter(file -> TEST.matcher("`" + name(file) + "`").matches())
                    .collect(
                            Collectors.toMap(RowsPageTest::name, Repository::text, String::concat));

    @Test
    void everyTestThatARowNamesIsThere() {
        assertThat(rows().flatMap(row -> missing(row.group(1), row.group(2)))).isEmpty();
    }

    @Test
    void everyAttackThatATestIsNamedAfterHasARow() {
        Set<String> rows = rows().map(row -> row.group(1)).collect(Collectors.toSet());

        assertThat(
                        TESTS.values().stream()
                                .flatMap(text -> NAMED.matcher(text).results())
                                .flatMap(test -> Arrays.stream(test.group(1).split("(?=k)")))
                                .map(row -> row.toUpperCase(Locale.ROOT))
                                .distinct()
                                .filter(row -> !rows.contains(row)))
                .isEmpty();
    }

    @Test
    void attacksAreSortedAndEachHasOneRow() {
        List<Integer> numbers =
                rows().map(row -> row.group(1))
                        .filter(row -> row.startsWith("K"))
                        .map(row -> Integer.valueOf(row.substring(1)))
                        .toList();

        assertThat(numbers).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
        assertThat(numbers.size()).isGreaterThan(90);
    }

    private static Stream<MatchResult> rows() {
        return ROW.matcher(PAGE).results();
    }

    private static Stream<String> missing(String row, String tests) {
        return TEST.matcher(tests)
                .results()
                .filter(
                        test ->
                                !TESTS.containsKey(test.group(1))
                                        || (test.group(2) != null
                                                && !TESTS.get(test.group(1))
                                                        .contains(
                                                                "void "
                                                                        + test.group(2)
                                                                        + (test.group(3) == null
                                                                                ? "("
                                                                                : ""))))
                .map(test -> row + ": " + test.group());
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
