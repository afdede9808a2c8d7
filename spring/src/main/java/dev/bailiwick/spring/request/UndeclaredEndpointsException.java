package dev.bailiwick.spring.request;

import java.util.List;

/** Endpoints do not say, or say wrongly, who may call them; the application must not start. */
public final class UndeclaredEndpointsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    UndeclaredEndpointsException(List<String> faults) {
        super(
                "%d endpoint declaration(s) are missing or wrong:%n- %s"
                        .formatted(faults.size(), String.join("%n- ".formatted(), faults)));
        this.faults = List.copyOf(faults);
    }

    /** All of them, sorted; not empty. */
    public List<String> faults() {
        return faults;
    }
}
