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

    /** Shows nothing that is written: it may be a secret. */
    @Override
    public String toString() {
        return "Unresolved " + what;
    }
}
