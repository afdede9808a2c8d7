package dev.bailiwick.core.audit;

import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What stood against something. One of few: refusals are summed by it, so that nothing of a request
 * belongs in it.
 *
 * @param name letters, digits and {@code : , . _ -}, two hundred at most
 */
public record Rule(String name) {

    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}:,._-]{1," + LONGEST + "}");

    /** What would be given or taken is above what the principal holds. */
    public static final Rule RANK = new Rule("rank");

    /** Somebody must be left who owns the tenant. */
    public static final Rule LAST_OWNER = new Rule("last-owner");

    /** The principal is none of the tenant's, as far as anybody is told. */
    public static final Rule NOT_MEMBER = new Rule("not-member");

    /** The membership is suspended, or the tenant not open. */
    public static final Rule SUSPENDED = new Rule("suspended");

    /** The authority that the work was begun with has changed meanwhile. */
    public static final Rule EPOCH = new Rule("epoch");

    public Rule {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("No name of a rule: " + name);
        }
    }

    /** Permissions that are missing. */
    public static Rule permission(Collection<String> missing) {
        return named("permission:", String.join(",", new TreeSet<>(missing)));
    }

    /** A role that is missing. */
    public static Rule role(String missing) {
        return named("role:", missing);
    }

    private static Rule named(String kind, String what) {
        String name = kind + what.replaceAll("[^\\p{L}\\p{N}:,._-]", "_");
        return new Rule(name.substring(0, Math.min(name.length(), LONGEST)));
    }

    @Override
    public String toString() {
        return name;
    }
}
