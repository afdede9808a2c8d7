package dev.bailiwick.posture.edge.health;

import org.jspecify.annotations.Nullable;

/** One thing that the server needs. A bean of whichever feature knows it. */
public interface Check {

    /** As the health document names it, {@code component:measurement}. */
    String name();

    /**
     * Looks once. What it throws means that the thing is out of reach.
     *
     * @throws Exception if it could not look
     */
    Result look() throws Exception;

    /**
     * What a look comes to that has thrown or takes too long. Requests are kept away, unless they
     * can be served without the thing.
     *
     * @param waited for how many milliseconds
     * @param why a sentence
     */
    default Result unseen(long waited, String why) {
        return new Result(Status.FAIL, waited, "ms", why);
    }

    /**
     * @param value what was measured, in {@code unit}
     * @param output a sentence for whoever is on call; null where there is nothing to say. It is
     *     shown to anybody
     */
    record Result(Status status, long value, String unit, @Nullable String output) {

        public static Result pass(long value, String unit) {
            return new Result(Status.PASS, value, unit, null);
        }
    }
}
