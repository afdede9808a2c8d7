package dev.bailiwick.posture.jsonapi;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds the related objects of many parents with one statement. */
@FunctionalInterface
public interface Linkage {

    /**
     * @param parents ids of the objects on the page; not empty
     * @return links by parent, in the order to be shown; a parent without any may be missing
     */
    Map<UUID, List<Link>> of(DSLContext sql, Collection<UUID> parents);

    /** Through the rows of {@code table} that name both, ordered by the child's id. */
    static Linkage through(Table<?> table, Field<UUID> parent, Field<UUID> child) {
        return through(table, parent, child, DSL.noCondition());
    }

    /** As the other {@code through}, for those rows only that fulfil {@code condition}. */
    static Linkage through(
            Table<?> table, Field<UUID> parent, Field<UUID> child, Condition condition) {
        return (sql, parents) -> {
            Map<UUID, List<Link>> result = new HashMap<>();
            for (Record row :
                    sql.select(parent, child)
                            .from(table)
                            .where(Sql.in(parent, parents))
                            .and(condition)
                            .orderBy(child)) {
                result.computeIfAbsent(row.get(parent), any -> new ArrayList<>())
                        .add(Link.to(row.get(child)));
            }
            return result;
        };
    }
}
