package dev.bailiwick.declaration.yaml;

import java.util.Comparator;

/** One thing that is wrong with a file, and where. Sorted as it stands there. */
public record Problem(Place place, String message) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER =
            Comparator.comparing((Problem problem) -> problem.place().file())
                    .thenComparingInt(problem -> problem.place().line())
                    .thenComparingInt(problem -> problem.place().column())
                    .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return place + ": " + message;
    }
}
