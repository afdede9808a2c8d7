package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;

import java.time.Instant;
import java.util.List;

/** What came of comparing the databases with their wall. */
public sealed interface Comparison {

    Instant at();

    /** Nothing differs. */
    record Clean(Instant at) implements Comparison {}

    /**
     * The databases are not as declared. Of warnings alone, {@link #severe} is false.
     *
     * @param faults all of them; not empty
     */
    record Drifted(Instant at, List<Fault> faults) implements Comparison {

        private static final String OTHER_MODEL = "authority-model-other";

        public Drifted {
            faults = List.copyOf(faults);
        }

        /**
         * Whether tenants may not be held apart any longer, or somebody may hold what nobody gave
         * them. That another release has installed its roles as a whole is neither.
         */
        public boolean severe() {
            return faults.stream()
                    .anyMatch(fault -> fault.isError() && !fault.id().equals(OTHER_MODEL));
        }
    }

    /** Nothing is known to be right. */
    record Unread(Instant at, String reason) implements Comparison {}

    /** Whether both tell the same, whenever it was. */
    default boolean saysTheSameAs(Comparison other) {
        return switch (this) {
            case Clean _ -> other instanceof Clean;
            case Drifted(Instant _, List<Fault> faults) ->
                    other instanceof Drifted drifted && drifted.faults().equals(faults);
            case Unread _ -> other instanceof Unread;
        };
    }
}
