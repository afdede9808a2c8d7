package dev.bailiwick.checks.resource;

import org.jspecify.annotations.Nullable;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named values in the order of the file, with the line they begin at. Values are texts, booleans,
 * {@link Long}, {@link Double}, {@link Fields} and {@link Elements}; what is written as null is not
 * there. Immutable.
 */
public final class Fields extends AbstractMap<String, Object> {

    public static final Fields NONE = new Fields(0, Map.of());

    private final int line;
    private final Map<String, Object> values;
    private final int all;
    private final int depth;

    private Fields(int line, Map<String, Object> values) {
        this.line = line;
        this.values = values;
        this.all = Extent.together(values.values());
        this.depth = Extent.deepest(values.values());
    }

    /** Values may be {@link Unresolved}. */
    public static Fields of(int line, Map<String, Object> values) {
        return new Fields(
                line,
                values.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    /** Counted from 1; 0 where nothing is written down. */
    public int line() {
        return line;
    }

    /**
     * @throws UnresolvedException if the value is there and not known
     */
    @Override
    public @Nullable Object get(@Nullable Object key) {
        return Unresolved.known(values.get(key));
    }

    /** The value as it was put in, which may be {@link Unresolved}. */
    public @Nullable Object peek(String key) {
        return values.get(key);
    }

    /** The value if it is fields, otherwise none. */
    public Fields fields(String key) {
        return values.get(key) instanceof Fields fields ? fields : NONE;
    }

    /** The value if it is elements, otherwise none. */
    public Elements elements(String key) {
        return values.get(key) instanceof Elements elements ? elements : Elements.NONE;
    }

    /** The value if it is a text, otherwise an empty one. */
    public String text(String key) {
        return values.get(key) instanceof String text ? text : "";
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return values.containsKey(key);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Set<String> keySet() {
        return values.keySet();
    }

    /**
     * @throws UnresolvedException if any value is not known
     */
    @Override
    public Set<Entry<String, Object>> entrySet() {
        values.values().forEach(Unresolved::known);
        return values.entrySet();
    }

    int all() {
        return all;
    }

    int depth() {
        return depth;
    }

    /** Never fails, and shows names alone: values may be secrets. */
    @Override
    public String toString() {
        return "Fields" + values.keySet();
    }
}
