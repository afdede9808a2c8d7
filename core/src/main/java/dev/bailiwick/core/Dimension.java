package dev.bailiwick.core;

import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A part of a tenant that a scope may be narrowed to, beside the tenant itself: the projects a
 * principal may see, say.
 *
 * <p>The database wall carries the value as the session setting {@code bailiwick.<name>}, written
 * by {@code text}. Declared once as a constant; two dimensions are the same when they are the same
 * object.
 *
 * @param <T> the type of the values
 */
public final class Dimension<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,40}");

    private final String name;
    private final Function<? super T, String> text;

    private Dimension(String name, Function<? super T, String> text) {
        this.name = name;
        this.text = text;
    }

    /**
     * @param name lower-case letters and underscores, at most 41; neither {@code tenant} nor {@code
     *     principal}
     * @param text turns a value into the setting's text; must not depend on anything but the value
     */
    public static <T> Dimension<T> of(String name, Function<? super T, String> text) {
        Objects.requireNonNull(text, "text");
        if (!NAME.matcher(name).matches() || name.equals("tenant") || name.equals("principal")) {
            throw new IllegalArgumentException(
                    "Dimension name '"
                            + name
                            + "': use lower-case letters and underscores, not tenant or principal");
        }
        return new Dimension<>(name, text);
    }

    public String name() {
        return name;
    }

    /** The text that the session setting of this dimension gets for {@code value}. */
    public String textOf(T value) {
        return text.apply(Objects.requireNonNull(value, "value"));
    }

    @Override
    public String toString() {
        return name;
    }
}
