package dev.bailiwick.checks;

import java.util.List;
import java.util.stream.Collectors;

/** Files of checks are wrong; says everything that is wrong with all of them at once. */
public final class ChecksException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<CheckFault> faults;

    ChecksException(List<CheckFault> faults) {
        super(faults.stream().map(CheckFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** In the order of the files, never empty. */
    public List<CheckFault> faults() {
        return faults;
    }
}
