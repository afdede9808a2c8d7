package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.request.ListQuery;

import org.jooq.Condition;
import org.jooq.DSLContext;

/** Counts the rows of a list, all pages together. Asked only where the page does not tell. */
@FunctionalInterface
public interface Counter {

    /**
     * @param where everything that restricts the list, the filters included
     */
    long count(DSLContext sql, ListQuery query, Condition where);
}
