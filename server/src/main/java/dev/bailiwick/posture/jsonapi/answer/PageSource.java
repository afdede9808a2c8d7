package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.request.ListQuery;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.util.List;
import java.util.UUID;

/** Finds the ids of one page; what is shown of them is fetched afterwards. */
@FunctionalInterface
public interface PageSource {

    /**
     * @param where everything that restricts the list, the filters included
     * @return at most {@code query.page().size()} ids, in order
     */
    List<UUID> ids(DSLContext sql, ListQuery query, Condition where);
}
