package dev.bailiwick.declaration.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys and their values, in the order of the file. */
public final class Mapping {

    private final Place place;
    private final Map<String, Value> values;
    private final Map<String, Place> keys;

    Mapping(Place place, Map<String, Value> values, Map<String, Place> keys) {
        this.place = place;
        this.values = values;
        this.keys = keys;
    }

    public Place place() {
        return place;
    }

    /** Where {@code key} stands; where the mapping begins if it does not. */
    public Place place(String key) {
        return keys.getOrDefault(key, place);
    }

    public Map<String, Value> values() {
        return new LinkedHashMap<>(values);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public Optional<Value> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * @throws MalformedFileException if the key is missing
     */
    public Value get(String key) {
        return find(key)
                .orElseThrow(
                        () -> new MalformedFileException(place, "'%s' is missing".formatted(key)));
    }

    /**
     * @throws MalformedFileException with every key that is none of {@code known}, and what may be
     *     meant by it
     */
    public Mapping only(String... known) {
        List<String> words = List.of(known);
        List<Problem> unknown = new ArrayList<>();
        for (String key : values.keySet()) {
            if (!words.contains(key)) {
                unknown.add(
                        new Problem(
                                place(key),
                                "unknown key '%s'%s".formatted(key, Nearest.hint(key, words))));
            }
        }
        if (!unknown.isEmpty()) {
            throw new MalformedFileException(unknown);
        }
        return this;
    }
}
