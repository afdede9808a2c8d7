package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pages lead a reader to files that are there. */
final class NamedFilesTest {

    private static final List<Path> PAGES =
            Repository.filesBelow(Repository.ROOT.resolve("docs"), ".md");

    private static final Pattern NAMED = Pattern.compile("`([\\w/…-]+\\.java)`");

    private static final String SOURCES =
            Repository.MODULES.stream()
                    .flatMap(
                            module ->
                                    Stream.of("main", "test")
                                            .flatMap(
                                                    kind ->
                                                            Repository.sources(module, kind)
                                                                    .stream()))
                    .map(Repository::name)
                    .collect(Collectors.joining("\n"));

    @Test
    void everyJavaFileThatAPageNamesIsThere() {
        assertThat(PAGES.stream().flatMap(NamedFilesTest::missing)).isEmpty();
    }

    @Test
    void aFileIsNamedByTheEndOfItsPath() {
        assertThat(isThere("quality/NamedFilesTest.java")).isTrue();
        assertThat(isThere("quality/…/NamedFilesTest.java")).isTrue();
        assertThat(isThere("amedFilesTest.java")).isFalse();
        assertThat(isThere("core/NamedFilesTest.java")).isFalse();
    }

    private static Stream<String> missing(Path page) {
        return NAMED.matcher(Repository.text(page))
                .results()
                .map(named -> named.group(1))
                .filter(path -> !isThere(path))
                .map(path -> Repository.name(page) + " names " + path);
    }

    /** Where three dots stand for folders, of any number. */
    private static boolean isThere(String path) {
        String end =
                Arrays.stream(path.split("…"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return Pattern.compile("(?m)(?:^|/)" + end + "$").matcher(SOURCES).find();
    }
}
