package dev.bailiwick.core;

import java.util.List;

/** The database does not hold tenants apart as declared; the application must not start. */
public final class WallException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    /**
     * @param faults all of them, sorted; not empty
     */
    public WallException(List<String> faults) {
        super(
                "The database wall has %d fault(s):%n- %s"
                        .formatted(faults.size(), String.join("%n- ".formatted(), faults)));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
