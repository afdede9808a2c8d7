package dev.bailiwick.core;

/** Maintenance has used up its time. Nothing more was sent to the database. */
public final class MaintenanceExpiredException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what what was refused, as the subject of a sentence
     */
    public MaintenanceExpiredException(String what, Scope.Maintenance scope) {
        super(
                "%s was refused on thread '%s': %s has used up its limit of %s, or what was left of it. What it committed stays. Do the work in smaller parts, or enter it with a longer limit."
                        .formatted(
                                what,
                                Thread.currentThread().getName(),
                                scope.described(),
                                scope.limit()));
    }
}
