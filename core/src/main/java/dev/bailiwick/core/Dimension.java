package dev.bailiwick.core;

import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A part of a tenant that a scope may be narrowed to, beside the tenant itself: the projects a
 * principal may see, say.
 *
 * <p>The database wall carries the value as the session setting {@code bailiwick.<name>}, written
 * by {@code text}: {@value #ALL} for everything, also what is yet to come; otherwise the ids, with
 * commas between them; blank for none. Declared once as a constant; two dimensions are the same
 * when they are the same object.
 *
 * @param <T> the type of the values
 */
public final class Dimension<T> {

    /** The text of a value that sees everything. */
    public static final String ALL = "all";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,40}");

    /** What the wall carries anyway. */
    private static final Set<String> TAKEN = Set.of("tenant", "tenants", "principal", "epoch");

    private final String name;
    private final boolean optional;
    private final Function<? super T, String> text;

    private Dimension(String name, boolean optional, Function<? super T, String> text) {
        this.name = name;
        this.optional = optional;
        this.text = Objects.requireNonNull(text, "text");
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "Dimension name '"
                            + name
                            + "': use lower-case letters and underscores, at most 41, and none of "
                            + TAKEN.stream().sorted().toList());
        }
    }

    /**
     * A dimension that every scope of a tenant must carry: work in one that does not is refused,
     * with an error that names it, instead of seeing nothing.
     *
     * @param name lower-case letters and underscores, at most 41; neither {@code tenant}, {@code
     *     tenants}, {@code principal} nor {@code epoch}
     * @param text turns a value into the setting's text; must not depend on anything but the value
     */
    public static <T> Dimension<T> of(String name, Function<? super T, String> text) {
        return new Dimension<>(name, false, text);
    }

    /**
     * As {@link #of}, but a scope may leave it out: tables that ask for it then show it no row, and
     * the others show theirs.
     */
    public static <T> Dimension<T> optional(String name, Function<? super T, String> text) {
        return new Dimension<>(name, true, text);
    }

    public String name() {
        return name;
    }

    /** Whether a scope may leave it out. */
    public boolean isOptional() {
        return optional;
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
