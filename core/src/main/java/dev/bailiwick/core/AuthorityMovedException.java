package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

/**
 * What a scope was derived from has changed since: a membership, a role, the status of a tenant.
 * The database refused the transaction before it ran anything of it. Derive the scope anew and try
 * again, unless the work is half done; {@link Attempt} does so.
 */
public final class AuthorityMovedException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    /** No chain of causes is longer, unless it is a circle. */
    private static final int DEEPEST = 50;

    private final transient Scope scope;

    public AuthorityMovedException(Scope scope) {
        super(
                "The authority of %s has changed since the scope was entered: read it anew and try again"
                        .formatted(scope.described()));
        this.scope = scope;
    }

    /** The scope that is out of date. */
    public Scope scope() {
        return scope;
    }

    /** Whether one of these is {@code thrown}, or what it was caused by, at whatever distance. */
    public static boolean isBehind(Throwable thrown) {
        @Nullable Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            if (each instanceof AuthorityMovedException) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
