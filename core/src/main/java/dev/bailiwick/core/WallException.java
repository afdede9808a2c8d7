package dev.bailiwick.core;

import java.util.List;
import java.util.stream.Collectors;

/** The database does not hold tenants apart as declared; the application must not start. */
public final class WallException extends BailiwickException {

    private static final long serialVersionUID = 2L;

    private final List<Fault> faults;

    /**
     * @param faults all of them, sorted; not empty
     */
    public WallException(List<Fault> faults) {
        super(
                "The database wall has %d fault(s):%n%s"
                        .formatted(
                                faults.size(),
                                faults.stream()
                                        .map(fault -> "- " + fault)
                                        .collect(Collectors.joining("%n".formatted()))));
        this.faults = List.copyOf(faults);
    }

    /** All of them, sorted; the text of each is in the message too. */
    public List<Fault> faults() {
        return faults;
    }
}
