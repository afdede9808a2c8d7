package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.WhenNull;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Columns that refer to another table's: {@code pupil_id -> pupil.id}, or several as {@code
 * school_id, pupil_id -> pupil (school_id, id)}.
 */
final class Reference {

    private static final Pattern ONE =
            Pattern.compile("([^\\s,]+)\\s*->\\s*([^\\s(),]+)\\.([^\\s(),.]+)");
    private static final Pattern SEVERAL =
            Pattern.compile("([^>()]+)->\\s*([^\\s(),]+)\\s*\\(([^()]+)\\)");

    private Reference() {}

    /** The reference, or a mapping of it and of what a null in it says. */
    static Link linkOf(Value value) {
        if (!value.isMapping()) {
            return of(value);
        }
        Mapping mapping = value.mapping().only("reference", "when-null");
        Link link = of(mapping.get("reference"));
        return switch (Words.oneOf(mapping.get("when-null"), "hidden", "passed-over")) {
            case "passed-over" -> link.whenNull(WhenNull.PASSED_OVER);
            default -> link;
        };
    }

    static Link of(Value value) {
        Matcher one = ONE.matcher(value.text());
        if (one.matches()) {
            return Link.of(one.group(1), one.group(2), one.group(3));
        }
        Matcher several = SEVERAL.matcher(value.text());
        if (several.matches()) {
            return Link.of(columns(several.group(1)), several.group(2), columns(several.group(3)));
        }
        throw value.wrong("a reference such as 'pupil_id -> pupil.id'");
    }

    private static List<String> columns(String text) {
        return Stream.of(text.split(",")).map(String::strip).toList();
    }
}
