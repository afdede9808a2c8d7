package dev.bailiwick.core;

/**
 * Something needs a scope, or a scope of another kind, and there is none. Nothing was sent to the
 * database.
 */
public final class ScopeRequiredException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    private ScopeRequiredException(String message) {
        super(message);
    }

    /**
     * @param what what was refused, as the subject of a sentence
     */
    public static ScopeRequiredException none(String what) {
        return new ScopeRequiredException(
                "No scope on thread '%s': %s was refused. Enter one with Scopes.call(Scope.Tenant.of(tenant), work); hand work to other threads with Scopes.carry(work)."
                        .formatted(Thread.currentThread().getName(), what));
    }

    /**
     * @param what what was refused, as the subject of a sentence
     */
    public static ScopeRequiredException wrongKind(String what, Scope actual) {
        return wrongKind(
                what,
                actual,
                "Enter a scope of the kind that it needs around it, with Scopes.call.");
    }

    /**
     * @param what what was refused, as the subject of a sentence
     * @param instead what to do, as a sentence
     */
    public static ScopeRequiredException wrongKind(String what, Scope actual, String instead) {
        return new ScopeRequiredException(
                "%s was refused in the scope of %s on thread '%s'. %s"
                        .formatted(
                                what,
                                actual.described(),
                                Thread.currentThread().getName(),
                                instead));
    }
}
