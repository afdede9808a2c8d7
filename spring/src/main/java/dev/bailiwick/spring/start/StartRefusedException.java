package dev.bailiwick.spring.start;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The application is put together so that tenants would not be held apart; it must not start. */
public final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public StartRefusedException(List<Fault> faults) {
        this(faults, null);
    }

    /**
     * @param faults all of one kind that were found; not empty
     */
    public StartRefusedException(List<Fault> faults, @Nullable Throwable cause) {
        super(
                "%d fault(s) keep the application from starting:%n- %s"
                        .formatted(
                                faults.size(),
                                String.join(
                                        "%n- ".formatted(),
                                        faults.stream().map(Fault::what).toList())),
                cause);
        this.faults = List.copyOf(faults);
    }

    /** All of them, in the order in which they were found; not empty. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * One thing that is wrong.
     *
     * @param what is wrong, and where
     * @param mend what to do about it, as a sentence
     */
    public record Fault(String what, String mend) {}
}
