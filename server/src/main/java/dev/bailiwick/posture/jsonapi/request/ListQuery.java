package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;

import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A list request that has been read and found right. Immutable. */
public final class ListQuery {

    private final Listing listing;
    private final ResourceType answers;
    private final Wish wish;
    private final Map<Filter<?>, List<?>> filters;
    private final IntFunction<String> pageLink;

    ListQuery(
            OperationFacts operation,
            Wish wish,
            Map<Filter<?>, List<?>> filters,
            IntFunction<String> pageLink) {
        this.listing = operation.requireListing();
        this.answers = operation.requireAnswers();
        this.wish = wish;
        this.filters = filters;
        this.pageLink = pageLink;
    }

    /** What is wanted beside the filters. */
    record Wish(Page page, List<SortField<?>> order, List<String> sort, Projection projection) {}

    public Listing listing() {
        return listing;
    }

    /** The type of the objects in the answer. */
    public ResourceType answers() {
        return answers;
    }

    public Page page() {
        return wish.page();
    }

    /** The order wanted, else the list's own; complete, so that no two rows tie. */
    public List<SortField<?>> order() {
        return wish.order();
    }

    /** The sort keys as the client named them, {@code -} for descending; empty: none named. */
    public List<String> sort() {
        return wish.sort();
    }

    public Projection projection() {
        return wish.projection();
    }

    /** Whether the attribute or relationship of the answer's type is to be shown. */
    public boolean shows(String name) {
        return wish.projection().shows(answers.name(), name);
    }

    /** Names of the filters given, such as {@code inserted_at__gte}. */
    public Set<String> filtered() {
        return filters.keySet().stream().map(Filter::name).collect(Collectors.toSet());
    }

    /** Whether the filter of this name was given. */
    public boolean has(String filter) {
        return filters.keySet().stream().anyMatch(f -> f.name().equals(filter));
    }

    /** The values given for {@code filter}, in the client's order; empty where it was not given. */
    @SuppressWarnings("unchecked") // values were read by this very filter
    public <T> List<T> values(Filter<T> filter) {
        return (List<T>) filters.getOrDefault(filter, List.of());
    }

    /** The one value given for {@code filter}; null where it was not given. */
    public <T> @Nullable T value(Filter<T> filter) {
        List<T> values = values(filter);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** All filters together. */
    public Condition condition() {
        return condition(name -> true);
    }

    /** The filters whose names fit, together. */
    public Condition condition(Predicate<String> names) {
        List<Condition> all = new ArrayList<>();
        filters.forEach(
                (filter, values) -> {
                    if (names.test(filter.name())) {
                        all.add(apply(filter, values));
                    }
                });
        return DSL.and(all);
    }

    @SuppressWarnings("unchecked") // values were read by this very filter
    private static <T> Condition apply(Filter<T> filter, List<?> values) {
        return filter.condition((List<T>) values);
    }

    /** The filters as text: equal for requests that ask for the same rows. */
    public String fingerprint() {
        Map<String, String> sorted = new TreeMap<>();
        filters.forEach((filter, values) -> sorted.put(filter.name(), measured(values)));
        return listing.key() + sorted;
    }

    /** Each with its length in front: a value may look like the end of one filter and another. */
    private static String measured(List<?> values) {
        return values.stream()
                .map(String::valueOf)
                .map(text -> text.length() + ":" + text)
                .toList()
                .toString();
    }

    Map<Filter<?>, List<?>> filters() {
        return filters;
    }

    /** The whole address of another page of the same list. */
    public String pageLink(int number) {
        return pageLink.apply(number);
    }
}
