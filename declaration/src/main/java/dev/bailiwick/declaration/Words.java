package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Nearest;
import dev.bailiwick.declaration.yaml.Value;

import java.util.List;

/** Values that are one of a few words. */
final class Words {

    private Words() {}

    static String oneOf(Value value, String... words) {
        if (!List.of(words).contains(value.text())) {
            throw unknown(value, List.of(words));
        }
        return value.text();
    }

    static MalformedFileException unknown(Value value, List<String> words) {
        return new MalformedFileException(
                value.place(),
                "unknown value '%s'%s".formatted(value.text(), Nearest.hint(value.text(), words)));
    }
}
