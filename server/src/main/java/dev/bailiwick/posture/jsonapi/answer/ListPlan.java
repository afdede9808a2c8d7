package dev.bailiwick.posture.jsonapi.answer;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * How a feature wants a list to be fetched; whatever it leaves open is done the ordinary way.
 * Immutable.
 */
public record ListPlan(Condition where, @Nullable Counter counter, @Nullable PageSource source) {

    /** Nothing special. */
    public static ListPlan ordinary() {
        return new ListPlan(DSL.noCondition(), null, null);
    }

    /** Those rows only that also fulfil {@code condition}. */
    public static ListPlan where(Condition condition) {
        return new ListPlan(condition, null, null);
    }

    public ListPlan countedBy(Counter newCounter) {
        return new ListPlan(where, newCounter, source);
    }

    /** The page's ids come from {@code newSource}. */
    public ListPlan pagedBy(PageSource newSource) {
        return new ListPlan(where, counter, newSource);
    }
}
