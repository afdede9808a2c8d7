package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Nearest;
import dev.bailiwick.declaration.yaml.Value;

import java.util.List;
import java.util.Locale;

/** Values that are one of a few words. */
final class Words {

    private Words() {}

    static String oneOf(Value value, String... words) {
        if (!List.of(words).contains(value.text())) {
            throw unknown(value, List.of(words));
        }
        return value.text();
    }

    /** The constant whose name the value is, in lower case. */
    static <E extends Enum<E>> E constant(Value value, Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words =
                constants.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
        int index = words.indexOf(value.text());
        if (index < 0) {
            throw unknown(value, words);
        }
        return constants.get(index);
    }

    static MalformedFileException unknown(Value value, List<String> words) {
        return new MalformedFileException(
                value.place(),
                "unknown value '%s'%s".formatted(value.text(), Nearest.hint(value.text(), words)));
    }
}
