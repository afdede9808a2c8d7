package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The fields of credentials that were sent, each by itself found right. */
final class Given {

    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(Input<?> field, Object value) {
        values.put(field.name(), value);
    }

    boolean has(Input<?> field) {
        return values.containsKey(field.name());
    }

    @SuppressWarnings("unchecked") // values were read by this very input
    <T> @Nullable T get(Input<T> field) {
        return (T) values.get(field.name());
    }

    /** The value of a field that cannot be missing. */
    <T> T require(Input<T> field) {
        return Objects.requireNonNull(get(field), field.name());
    }

    Hidden hidden(Input<String> field) {
        return new Hidden(require(field));
    }

    @Nullable Hidden hiddenOrNone(Input<String> field) {
        String value = get(field);
        return value == null ? null : new Hidden(value);
    }

    /** By their names, as JSON can say it. */
    Map<String, Object> values() {
        return values;
    }
}
