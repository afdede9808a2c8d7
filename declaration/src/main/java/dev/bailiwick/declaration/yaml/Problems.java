package dev.bailiwick.declaration.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what is wrong with one file, so that all of it is told at once. Not for threads. */
public final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /**
     * What {@code part} answers, or nothing if it fails for something in the file.
     *
     * @param place of what fails without saying where
     */
    public <T> Optional<T> attempt(Place place, Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (MalformedFileException problem) {
            found.addAll(problem.problems());
        } catch (IllegalArgumentException problem) {
            found.add(new Problem(place, String.valueOf(problem.getMessage())));
        }
        return Optional.empty();
    }

    public void add(Place place, String message) {
        found.add(new Problem(place, message));
    }

    /**
     * @throws MalformedFileException with everything that was found
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new MalformedFileException(found);
        }
    }
}
