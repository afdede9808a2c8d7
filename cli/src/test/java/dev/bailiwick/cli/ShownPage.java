package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation with blocks of what was seen to happen. With {@code -Ddocs=write} it
 * is made to say the same.
 */
public final class ShownPage {

    private static final Pattern SHOWN =
            Pattern.compile("<!-- shown (\\S+) -->\n.*?<!-- end -->", Pattern.DOTALL);

    private final Path page;
    private final Map<String, String> shown = new LinkedHashMap<>();

    private ShownPage(Path page) {
        this.page = page;
    }

    /** The page of this name in {@code docs/toolkit}. */
    public static ShownPage of(String name) {
        return new ShownPage(Path.of("..", "docs", "toolkit", name));
    }

    /**
     * @param language of the block, as Markdown has it; blank if it is none
     */
    public void add(String name, String language, String text) {
        shown.merge(name, "```" + language + "\n" + text + "```\n", (one, other) -> one + other);
    }

    /** Fails unless the page shows all that was added, word for word, and nothing else. */
    public void compare() throws IOException {
        String text = Files.readString(page);
        String expected =
                SHOWN.matcher(text)
                        .replaceAll(block -> Matcher.quoteReplacement(block(block.group(1))));
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(page, expected);
            text = expected;
        }
        assertThat(text).isEqualTo(expected);
        assertThat(shown.keySet()).allMatch(name -> expected.contains("<!-- shown " + name));
    }

    private String block(String name) {
        return "<!-- shown %s -->\n%s<!-- end -->"
                .formatted(name, Objects.requireNonNull(shown.get(name), name));
    }
}
