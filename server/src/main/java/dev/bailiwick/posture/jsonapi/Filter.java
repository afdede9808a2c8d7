package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.jsonapi.value.Moments;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * One filter of a list: its name, how its value is read and what condition the value becomes. Two
 * filters are the same when they are the same object.
 *
 * @param <T> one value
 */
public final class Filter<T> {

    /**
     * The name of a filter that searches; so is each with the suffix of {@link Match#ICONTAINS}.
     */
    private static final String SEARCH = "search";

    /** Characters of what is looked for inside of texts, at each of their places. */
    private static final int LONGEST_PART = 1_000;

    /** Characters; nothing that an index holds is longer. */
    private static final int LONGEST_VALUE = 3_000;

    private static final int MOST_VALUES = 1_000;

    private final String name;
    private final Kind<T> kind;
    private final boolean many;
    private final Function<List<T>, Condition> condition;
    private final @Nullable String choice;

    private Filter(
            String name,
            Kind<T> kind,
            boolean many,
            Function<List<T>, Condition> condition,
            @Nullable String choice) {
        this.name = Objects.requireNonNull(name, "name");
        this.kind = kind;
        this.many = many;
        this.condition = condition;
        this.choice = choice;
    }

    /** A filter of one value. */
    public static <T> Filter<T> of(
            String name, Kind<T> kind, Function<? super T, Condition> condition) {
        return new Filter<>(name, kind, false, values -> condition.apply(values.getFirst()), null);
    }

    /** A filter of a comma-separated list of values. */
    public static <T> Filter<T> in(
            String name, Kind<T> kind, Function<List<T>, Condition> condition) {
        return new Filter<>(name, kind, true, condition, null);
    }

    /** A filter whose value the feature reads itself, by {@link ListQuery#values}. */
    public static <T> Filter<T> value(String name, Kind<T> kind) {
        return of(name, kind, value -> DSL.noCondition());
    }

    /** As {@link #value}, for a comma-separated list. */
    public static <T> Filter<T> values(String name, Kind<T> kind) {
        return in(name, kind, values -> DSL.noCondition());
    }

    /** Text that is searched for in any of the fields, in any case. */
    public static Filter<String> search(Field<?>... fields) {
        List<Field<?>> all = List.of(fields);
        return of(
                SEARCH,
                Kind.text(),
                text ->
                        DSL.or(
                                all.stream()
                                        .map(f -> Sql.icontains(f.coerce(String.class), text))
                                        .toList()));
    }

    /** A search that is accepted and changes nothing, as the contract has it for some lists. */
    public static Filter<String> ignoredSearch() {
        return value(SEARCH, Kind.text());
    }

    /** The filters that {@code matches} make of one field. */
    static <T> List<Filter<?>> on(String name, Field<T> field, Kind<T> kind, Match... matches) {
        List<Filter<?>> result = new ArrayList<>();
        for (Match match : matches.length == 0 ? new Match[] {Match.EXACT} : matches) {
            String full = name + match.suffix();
            result.add(
                    field.getType() == OffsetDateTime.class
                            ? onTime(full, field.coerce(OffsetDateTime.class), match)
                            : onValue(full, field, kind, match));
        }
        return result;
    }

    private static <T> Filter<?> onValue(String name, Field<T> field, Kind<T> kind, Match match) {
        return switch (match) {
            case EXACT -> of(name, kind, field::eq);
            case IN -> in(name, kind, values -> Sql.in(field, values));
            case GTE -> of(name, kind, field::ge);
            case LTE -> of(name, kind, field::le);
            case ICONTAINS ->
                    of(name, Kind.text(), text -> Sql.icontains(field.coerce(String.class), text));
            case DATE ->
                    throw new IllegalArgumentException(
                            "Filter '" + name + "' is no date: its field is " + field.getType());
        };
    }

    private static Filter<Moments> onTime(String name, Field<OffsetDateTime> field, Match match) {
        return switch (match) {
            case EXACT, DATE -> of(name, Kind.moments(), m -> Sql.within(field, m));
            case GTE -> of(name, Kind.moments(), m -> field.ge(m.start()));
            case LTE -> of(name, Kind.moments(), m -> field.lt(m.end()));
            case IN, ICONTAINS ->
                    throw new IllegalArgumentException(
                            "Filter '" + name + "' is a time: use EXACT, DATE, GTE or LTE");
        };
    }

    /**
     * This filter, whose ids must be those of visible objects of {@code type}; else the answer is
     * 400 {@code invalid_choice} at the relationship named as the filter.
     */
    public static Filter<UUID> choice(
            String name, String type, Function<UUID, Condition> condition) {
        return new Filter<>(
                name,
                Kind.uuid(),
                false,
                values -> condition.apply(values.getFirst()),
                Objects.requireNonNull(type, "type"));
    }

    public String name() {
        return name;
    }

    public Kind<T> kind() {
        return kind;
    }

    public boolean many() {
        return many;
    }

    public @Nullable String choice() {
        return choice;
    }

    public Condition condition(List<T> values) {
        return condition.apply(values);
    }

    /** The JSON Schema of its parameter. */
    public Map<String, Object> schema() {
        Map<String, Object> one = new LinkedHashMap<>(kind.parameterSchema());
        if ("string".equals(one.get("type")) && !one.containsKey("enum")) {
            one.put("maxLength", longest());
        }
        return many ? Map.of("type", "array", "items", one, "maxItems", MOST_VALUES) : one;
    }

    private int longest() {
        return name.equals(SEARCH) || name.endsWith(Match.ICONTAINS.suffix())
                ? LONGEST_PART
                : LONGEST_VALUE;
    }

    /**
     * @return empty where the text means "no filter"
     * @throws InvalidValueException if the text cannot be read, or is longer than any that is
     *     looked for
     */
    public List<T> read(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        String[] parts = many ? text.split(",", -1) : new String[] {text};
        if (parts.length > MOST_VALUES) {
            throw new InvalidValueException(
                    "max_length",
                    "Ensure this list has no more than %d values.".formatted(MOST_VALUES));
        }
        List<T> result = new ArrayList<>();
        for (String part : parts) {
            if (part.codePointCount(0, part.length()) > longest()) {
                throw new InvalidValueException(
                        "max_length",
                        "Ensure this value has no more than %d characters.".formatted(longest()));
            }
            T value = kind.fromText(part);
            if (value != null) {
                result.add(value);
            }
        }
        return List.copyOf(result);
    }
}
