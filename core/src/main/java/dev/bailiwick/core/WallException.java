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
        this(faults, "");
    }

    /**
     * @param faults all of them, sorted; not empty
     * @param advice what to do about all of them, behind them; may be blank
     */
    public WallException(List<Fault> faults, String advice) {
        super(
                "The database wall has %d fault(s):%n%s%s"
                        .formatted(
                                faults.size(),
                                faults.stream()
                                        .map(fault -> "- " + fault)
                                        .collect(Collectors.joining("%n".formatted())),
                                advice.isBlank() ? "" : "%n".formatted() + advice));
        this.faults = List.copyOf(faults);
    }

    /** All of them, sorted; the text of each is in the message too. */
    public List<Fault> faults() {
        return faults;
    }
}
