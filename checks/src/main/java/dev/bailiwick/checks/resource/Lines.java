package dev.bailiwick.checks.resource;

import java.util.IdentityHashMap;

/**
 * Where texts begin that have lines of their own. Each is known for itself: another that says the
 * same may stand elsewhere. For one thread until it is complete, and for all from then on.
 */
public final class Lines {

    public static final Lines NONE = new Lines();

    private final IdentityHashMap<String, Integer> first = new IdentityHashMap<>(0);

    public void put(String text, int line) {
        first.put(text, line);
    }

    /** 0 if nobody knows. */
    public int of(String text) {
        return first.getOrDefault(text, 0);
    }
}
