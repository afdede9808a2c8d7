package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of a tenant that a scope may be narrowed to, beside the tenant itself: the projects a
 * principal may see, say.
 *
 * <p>The database wall carries the value as the session setting {@code bailiwick.<name>}, written
 * by {@code text}: {@value #ALL} for everything, also what is yet to come; otherwise the ids, with
 * commas between them; blank for none. PostgreSQL looks through the ids for each row that it reads:
 * beyond about 200 of them give every value a small number, and use {@link #numbered}. Declared
 * once as a constant; two dimensions are the same when they are the same object.
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
    private final boolean numbered;
    private final Function<? super T, String> text;

    private Dimension(
            String name, boolean optional, boolean numbered, Function<? super T, String> text) {
        this.name = name;
        this.optional = optional;
        this.numbered = numbered;
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
        return new Dimension<>(name, false, false, text);
    }

    /**
     * As {@link #of}, but a scope may leave it out: tables that ask for it then show it no row, and
     * the others show theirs.
     */
    public static <T> Dimension<T> optional(String name, Function<? super T, String> text) {
        return new Dimension<>(name, true, false, text);
    }

    /**
     * As {@link #of}, for values that have small numbers, of which a scope may see thousands: a row
     * is looked up in a string of bits, at the same cost for any number of them. The text is {@code
     * #} and the bits, 32 to a signed decimal, the lowest first, with commas between the decimals.
     * Within a tenant two values never have the same number, or whoever sees the one sees the
     * other: let a unique index keep it so.
     *
     * @param numbers turns a value into what it sees; null for everything, also what is yet to
     *     come. The largest number decides the length of what every transaction is told: about 3.6
     *     KB at 10,000
     */
    public static <T> Dimension<T> numbered(
            String name, Function<? super T, @Nullable BitSet> numbers) {
        return new Dimension<>(name, false, true, value -> words(numbers.apply(value)));
    }

    /** As {@link #numbered}, but a scope may leave it out, as one of {@link #optional}. */
    public static <T> Dimension<T> numberedOptional(
            String name, Function<? super T, @Nullable BitSet> numbers) {
        return new Dimension<>(name, true, true, value -> words(numbers.apply(value)));
    }

    public String name() {
        return name;
    }

    /** Whether a scope may leave it out. */
    public boolean isOptional() {
        return optional;
    }

    /** Whether values are told by their numbers. */
    public boolean isNumbered() {
        return numbered;
    }

    /** The text that the session setting of this dimension gets for {@code value}. */
    public String textOf(T value) {
        return text.apply(Objects.requireNonNull(value, "value"));
    }

    private static String words(@Nullable BitSet numbers) {
        if (numbers == null) {
            return ALL;
        }
        if (numbers.isEmpty()) {
            return "";
        }
        long[] bits = numbers.toLongArray();
        int[] words = new int[(numbers.length() + 31) / 32];
        for (int i = 0; i < words.length; i++) {
            words[i] = (int) (bits[i / 2] >>> (i % 2 * 32));
        }
        return Arrays.stream(words)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", Narrowing.WORDS, ""));
    }

    @Override
    public String toString() {
        return name;
    }
}
