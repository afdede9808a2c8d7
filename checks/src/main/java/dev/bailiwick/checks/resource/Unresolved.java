package dev.bailiwick.checks.resource;

import org.jspecify.annotations.Nullable;

/**
 * Stands where a value is not known from the file alone, as a variable without a default. Who asks
 * for it through {@link Fields} or {@link Elements} gets an {@link UnresolvedException}, so that
 * nothing that is not known is ever taken for true or false.
 *
 * @param what says what the value depends on, as {@code var.region}
 * @param written of a text, what stands there, with {@code ${}} for what is put in by Terraform
 */
public record Unresolved(String what, String written) {

    /** Stands there, and is more than anybody looks through. */
    public static final Unresolved TOO_LONG = new Unresolved("a text of more than 128 KiB");

    /** The same of values within each other. */
    public static final Unresolved TOO_DEEP = new Unresolved("expressions nested too deep");

    /** The same of a list or a map. */
    public static final Unresolved TOO_LARGE = new Unresolved("a value that is too large");

    private static final int SHOWN = 200;

    public Unresolved {
        what = what.length() > SHOWN ? what.substring(0, SHOWN) + "…" : what;
    }

    /** One of which nothing is known. */
    public Unresolved(String what) {
        this(what, "");
    }

    /**
     * @throws UnresolvedException if {@code value} is not known
     */
    public static @Nullable Object known(@Nullable Object value) {
        if (value instanceof Unresolved unresolved) {
            throw new UnresolvedException(unresolved.what);
        }
        return value;
    }

    /**
     * For who takes what is not known for what is handed in from elsewhere.
     *
     * @throws UnresolvedException if it stands there, and nobody has seen it
     */
    public void requireSeen() {
        if (equals(TOO_LONG) || equals(TOO_DEEP) || equals(TOO_LARGE)) {
            throw new UnresolvedException(what);
        }
    }

    /** Shows nothing that is written: it may be a secret. */
    @Override
    public String toString() {
        return "Unresolved " + what;
    }
}
