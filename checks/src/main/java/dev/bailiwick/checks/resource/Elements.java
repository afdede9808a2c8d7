package dev.bailiwick.checks.resource;

import org.jspecify.annotations.Nullable;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;

/** Values in order, of the kinds that {@link Fields} names. Immutable. */
public final class Elements extends AbstractList<Object> {

    public static final Elements NONE = new Elements(List.of());

    private final List<Object> values;
    private final int all;
    private final int depth;

    private Elements(List<Object> values) {
        this.values = values;
        this.all = Extent.together(values);
        this.depth = Extent.deepest(values);
    }

    /** Values may be {@link Unresolved}. */
    public static Elements of(List<?> values) {
        return new Elements(List.copyOf(values));
    }

    /**
     * @throws UnresolvedException if the value is not known
     */
    @Override
    public Object get(int index) {
        return Objects.requireNonNull(Unresolved.known(values.get(index)));
    }

    /**
     * @throws UnresolvedException if it depends on a value that is not known: not where a known one
     *     is what is looked for
     */
    @Override
    public boolean contains(@Nullable Object value) {
        if (values.contains(value)) {
            return true;
        }
        values.forEach(Unresolved::known);
        return false;
    }

    @Override
    public int size() {
        return values.size();
    }

    /** The values as they were put in, each of which may be {@link Unresolved}. */
    public List<Object> peek() {
        return values;
    }

    int all() {
        return all;
    }

    int depth() {
        return depth;
    }

    /** Never fails, and shows no values: they may be secrets. */
    @Override
    public String toString() {
        return "Elements of " + values.size();
    }
}
