package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.ResourceType.Origin;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.jsonapi.request.Projection;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Fetches what the declarations describe. Each call is one read-only transaction, or part of the
 * one that is open.
 */
@Component
public final class Resources {

    private final DSLContext sql;
    private final Rows rows;
    private final TransactionTemplate transaction;

    Resources(DSLContext sql, Registry registry, PlatformTransactionManager transactions) {
        this.sql = sql;
        this.rows = new Rows(sql, registry);
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
    }

    /**
     * One page of a list.
     *
     * @throws ApiException 404 for a page past the end
     */
    public Document page(ListQuery query) {
        return page(query, ListPlan.ordinary());
    }

    /** As {@link #page(ListQuery)}, fetched as {@code plan} says. */
    public Document page(ListQuery query, ListPlan plan) {
        return read(() -> fetchPage(query, plan));
    }

    private Document fetchPage(ListQuery query, ListPlan plan) {
        Origin origin = query.answers().requireOrigin();
        Condition where = DSL.and(origin.visible(), plan.where(), query.condition());
        Page page = query.page();
        List<Resource> found =
                plan.source() == null
                        ? rows.page(query, where)
                        : rows.byId(
                                query.answers(),
                                plan.source().ids(sql, query, where),
                                query.projection());
        if (found.isEmpty() && page.number() > 1) {
            throw pastTheEnd();
        }
        long count =
                page.whole() || found.size() < page.size()
                        ? page.whole() ? found.size() : page.offset() + found.size()
                        : count(query, plan, origin, where);
        return Document.page(query, found, count, rows.included(found, query.projection()));
    }

    private long count(ListQuery query, ListPlan plan, Origin origin, Condition where) {
        if (plan.counter() != null) {
            return plan.counter().count(sql, query, where);
        }
        return Objects.requireNonNull(
                sql.selectCount().from(origin.table()).where(where).fetchOne(0, Long.class));
    }

    private static ApiException pastTheEnd() {
        return ApiException.of(
                new ApiError(
                        404,
                        "not_found",
                        "Invalid page.",
                        new ApiError.Source.Parameter("page[number]")));
    }

    /**
     * One object by its id.
     *
     * @throws ApiException 404 if there is none that the scope can see
     */
    public Document one(ReadQuery query, UUID id) {
        return one(query, id, DSL.noCondition());
    }

    /** As {@link #one(ReadQuery, UUID)}, if it also fulfils {@code condition}. */
    public Document one(ReadQuery query, UUID id, Condition condition) {
        return read(
                () -> {
                    Resource found = find(query.answers(), id, condition, query.projection());
                    return Document.one(
                            query, found, rows.included(List.of(found), query.projection()));
                });
    }

    /** One object by its id, shown in full: the answer to a write. */
    public Document one(ResourceType type, UUID id) {
        return Document.of(read(() -> find(type, id, DSL.noCondition(), Projection.FULL)));
    }

    private Resource find(ResourceType type, UUID id, Condition condition, Projection projection) {
        Origin origin = type.requireOrigin();
        List<Resource> found =
                rows.where(
                        type, DSL.and(origin.visible(), condition, origin.id().eq(id)), projection);
        if (found.isEmpty()) {
            throw ApiException.notFound();
        }
        return found.getFirst();
    }

    /** Which of these ids are those of visible objects of {@code type}. */
    public Collection<UUID> visible(ResourceType type, Collection<UUID> ids) {
        Origin origin = type.requireOrigin();
        return read(
                () ->
                        sql.select(origin.id())
                                .from(origin.table())
                                .where(origin.visible())
                                .and(Sql.in(origin.id(), ids))
                                .fetchSet(origin.id()));
    }

    private <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }
}
