package dev.bailiwick.declaration.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A file that does not say what it should; names everything that is wrong, one line for each. */
public final class MalformedFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public MalformedFileException(List<Problem> problems) {
        super(
                problems.stream()
                        .sorted()
                        .map(Problem::toString)
                        .collect(Collectors.joining(System.lineSeparator())));
        this.problems = problems.stream().sorted().toList();
    }

    public MalformedFileException(Place place, String message) {
        this(List.of(new Problem(place, message)));
    }

    /** As they stand in the file; never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
