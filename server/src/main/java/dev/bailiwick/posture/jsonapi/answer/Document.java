package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.jsonapi.request.Projection;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A whole answer, ready to be written. Controllers return it, alone or in a response entity. */
public final class Document {

    private final List<Resource> data;
    private final boolean many;
    private final Projection projection;
    private final @Nullable Pagination pagination;
    private final List<Resource> included;

    private Document(
            List<Resource> data,
            boolean many,
            Projection projection,
            @Nullable Pagination pagination,
            Collection<Resource> included) {
        this.data = List.copyOf(data);
        this.many = many;
        this.projection = projection;
        this.pagination = pagination;
        this.included = List.copyOf(included);
    }

    /** Where a page stands in its list. */
    record Pagination(
            int page,
            long pages,
            long count,
            String first,
            String last,
            @Nullable String next,
            @Nullable String prev) {

        static Pagination of(ListQuery query, long count) {
            int page = query.page().number();
            int pages = lastPage(query.page(), count);
            return new Pagination(
                    page,
                    pages,
                    count,
                    query.pageLink(1),
                    query.pageLink(pages),
                    page < pages ? query.pageLink(page + 1) : null,
                    page > 1 ? query.pageLink(page - 1) : null);
        }
    }

    private static int lastPage(Page page, long count) {
        return (int) Math.max(1, (count + page.size() - 1) / page.size());
    }

    /** One object, shown in full. */
    public static Document of(Resource resource) {
        return new Document(List.of(resource), false, Projection.FULL, null, List.of());
    }

    /** One object, as {@code query} wants it. */
    public static Document of(ReadQuery query, Resource resource) {
        return new Document(List.of(resource), false, query.projection(), null, List.of());
    }

    /** One object made from many, as {@code query} wants it: for unpaged lists such as metadata. */
    public static Document of(ListQuery query, Resource resource) {
        return new Document(List.of(resource), false, query.projection(), null, List.of());
    }

    /** One page that the feature itself made. */
    public static Document page(ListQuery query, List<Resource> page, long count) {
        return page(query, page, count, List.of());
    }

    static Document one(ReadQuery query, Resource resource, Collection<Resource> included) {
        return new Document(List.of(resource), false, query.projection(), null, included);
    }

    static Document page(
            ListQuery query, List<Resource> page, long count, Collection<Resource> included) {
        return new Document(
                new ArrayList<>(page),
                true,
                query.projection(),
                query.page().whole() ? null : Pagination.of(query, count),
                included);
    }

    /** The objects of the primary data. */
    public List<Resource> data() {
        return data;
    }

    boolean many() {
        return many;
    }

    Projection projection() {
        return projection;
    }

    @Nullable Pagination pagination() {
        return pagination;
    }

    List<Resource> included() {
        return included;
    }
}
