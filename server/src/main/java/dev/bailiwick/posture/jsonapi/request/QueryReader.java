package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Listing.Paging;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Projection.Include;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the query parameters of one request and gathers all faults in them. For one use. */
final class QueryReader {

    private static final Pattern BRACKETS = Pattern.compile("(filter|fields|page)\\[([^\\[\\]]*)]");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,30}");

    private final OperationFacts operation;
    private final List<ApiError> errors = new ArrayList<>();
    private final Map<Filter<?>, List<?>> filters = new LinkedHashMap<>();
    private final Map<String, Set<String>> fields = new HashMap<>();
    private final Map<String, Field<?>> sort = new LinkedHashMap<>();
    private final Tree include = new Tree();
    private int number = 1;
    private int size = Page.DEFAULT_SIZE;
    private boolean whole;

    /** An {@link Include} under construction. */
    private static final class Tree {
        private final Map<String, Tree> below = new LinkedHashMap<>();

        Include done() {
            Map<String, Include> result = new LinkedHashMap<>();
            below.forEach((name, tree) -> result.put(name, tree.done()));
            return new Include(result);
        }
    }

    QueryReader(OperationFacts operation) {
        this.operation = operation;
    }

    /**
     * Reads all parameters; of one that comes several times the last counts.
     *
     * @throws ApiException naming each parameter that is unknown or wrong
     */
    QueryReader read(Map<String, String[]> parameters) {
        parameters.forEach((name, values) -> read(name, values[values.length - 1]));
        if (!errors.isEmpty()) {
            throw ApiException.of(errors);
        }
        return this;
    }

    private void read(String name, String value) {
        if (value.indexOf(0) >= 0) {
            refuse(name, "null_characters_not_allowed", "Null characters are not allowed.");
        } else if (operation.extra().contains(name)) {
            return;
        } else if (name.equals("sort")) {
            sort(value);
        } else if (name.equals("include")) {
            include(value);
        } else {
            Matcher brackets = BRACKETS.matcher(name);
            if (!brackets.matches()) {
                unknown(name);
                return;
            }
            switch (brackets.group(1)) {
                case "filter" -> filter(name, brackets.group(2), value);
                case "fields" -> fields(name, brackets.group(2), value);
                default -> page(name, brackets.group(2), value);
            }
        }
    }

    private void filter(String name, String key, String value) {
        Listing listing = operation.listing();
        Filter<?> filter = listing == null ? null : listing.filters().get(key.replace(".", "__"));
        if (filter == null) {
            refuse(name, "invalid", "Invalid filter: " + name);
            return;
        }
        try {
            List<?> values = filter.read(value);
            if (!values.isEmpty()) {
                filters.put(filter, values);
            }
        } catch (InvalidValueException wrong) {
            refuse(name, wrong.code(), wrong.detail());
        }
    }

    private void fields(String name, String type, String value) {
        if (operation.answers() == null) {
            unknown(name);
            return;
        }
        Set<String> chosen = new LinkedHashSet<>();
        Arrays.stream(value.split(",", -1)).map(String::strip).forEach(chosen::add);
        fields.put(type, chosen);
    }

    private void page(String name, String key, String value) {
        Paging paging = operation.many() ? operation.requireListing().paging() : Paging.UNPAGED;
        boolean known =
                switch (key) {
                    case "number", "size" ->
                            paging == Paging.PAGED || paging == Paging.PAGED_OR_WHOLE;
                    case "disable" -> paging == Paging.PAGED_OR_WHOLE;
                    default -> false;
                };
        if (!known) {
            unknown(name);
        } else if (key.equals("disable")) {
            whole = truth(name, value);
        } else {
            int count = count(name, value);
            if (key.equals("number")) {
                number = count;
            } else {
                size = Math.min(count, Page.GREATEST_SIZE);
            }
        }
    }

    private boolean truth(String name, String value) {
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return value.equalsIgnoreCase("true");
        }
        refuse(name, "invalid", "Either true or false is required.");
        return false;
    }

    /** A number from one on; more than an int holds is as good as the greatest one. */
    private int count(String name, String value) {
        if (DIGITS.matcher(value).matches()) {
            long count =
                    value.length() > 18
                            ? Integer.MAX_VALUE
                            : Math.min(Integer.MAX_VALUE, Long.parseLong(value));
            if (count > 0) {
                return (int) count;
            }
        }
        refuse(name, "invalid", "A number from one on is required.");
        return 1;
    }

    private void sort(String value) {
        Listing listing = operation.listing();
        if (listing == null) {
            unknown("sort");
            return;
        }
        for (String key : value.split(",", -1)) {
            String bare = key.startsWith("-") ? key.substring(1) : key;
            Field<?> field = listing.sorts().get(bare);
            if (field != null) {
                if (!sort.containsKey("-" + bare) && !sort.containsKey(bare)) {
                    sort.put(key, field);
                }
            } else if (!key.isEmpty()) {
                refuse("sort", "invalid", "Invalid sort parameter: " + key);
            }
        }
    }

    private void include(String value) {
        ResourceType answers = operation.answers();
        if (answers == null) {
            unknown("include");
            return;
        }
        for (String path : value.split(",", -1)) {
            if (answers.includes().contains(path)) {
                Tree at = include;
                for (String step : path.split("\\.", -1)) {
                    at = at.below.computeIfAbsent(step, any -> new Tree());
                }
            } else if (!path.isEmpty()) {
                refuse(
                        "include",
                        "invalid",
                        "This resource does not support the include '" + path + "'.");
            }
        }
    }

    private void unknown(String name) {
        refuse(name, "invalid", "Unknown query parameter: " + name);
    }

    private void refuse(String parameter, String code, String detail) {
        errors.add(ApiError.parameter(parameter, code, printable(detail)));
    }

    /** What the client sent comes back in the answer: without what no document can carry. */
    private static String printable(String text) {
        return text.length() > 300 ? text.substring(0, 300) : text.replace('\0', ' ');
    }

    Page page() {
        boolean always = operation.many() && operation.requireListing().paging() == Paging.WHOLE;
        return whole || always ? Page.WHOLE : new Page(number, size, false);
    }

    Projection projection() {
        return new Projection(Map.copyOf(fields), include.done());
    }

    Map<Filter<?>, List<?>> filters() {
        return filters;
    }

    ListQuery.Wish wish() {
        return new ListQuery.Wish(page(), order(), List.copyOf(sort.keySet()), projection());
    }

    private List<SortField<?>> order() {
        Listing listing = operation.requireListing();
        List<SortField<?>> result = new ArrayList<>();
        sort.forEach((key, field) -> result.add(key.startsWith("-") ? field.desc() : field.asc()));
        if (result.isEmpty()) {
            result.addAll(listing.order());
        }
        ResourceType.@Nullable Origin origin = listing.type().origin();
        if (origin != null && result.stream().noneMatch(s -> s.$field().equals(origin.id()))) {
            boolean down = !result.isEmpty() && result.getLast().getOrder() == SortOrder.DESC;
            result.add(down ? origin.id().desc() : origin.id().asc());
        }
        return List.copyOf(result);
    }
}
