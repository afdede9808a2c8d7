package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.published.DateRule;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The filters of findings. Each is only named and read here; {@link Selections} acts on them. */
final class FindingFilters {

    static final List<String> STATUSES = List.of("FAIL", "PASS", "MANUAL");
    static final List<String> SEVERITIES =
            List.of("critical", "high", "medium", "low", "informational");
    static final List<String> DELTAS = List.of("new", "changed");

    /** Time and scan: what a list of the latest findings does not have. */
    static final DateRule INSERTED = DateRule.of("inserted_at");

    static final DateRule UPDATED = DateRule.of("updated_at");
    static final Either<UUID> SCAN = Either.of("scan", Kind.uuid());

    static final Either<String> STATUS = Either.of("status", words(STATUSES));
    static final Either<String> SEVERITY = Either.of("severity", words(SEVERITIES));
    static final Either<String> IMPACT = Either.of("impact", words(SEVERITIES));
    static final Either<String> DELTA = Either.of("delta", words(DELTAS));
    static final Filter<Boolean> MUTED = Filter.value("muted", Kind.bool());

    static final Text CHECK = Text.of("check_id");
    static final Either<String> CATEGORY = Either.of("category", Kind.text());
    static final Either<String> GROUP = Either.of("resource_groups", Kind.text());

    static final Text SERVICE = Text.of("service");
    static final Text REGION = Text.of("region");
    static final Text TYPE = Text.of("resource_type");

    static final Filter<UUID> RESOURCES = Filter.values("resources", Kind.uuid());
    static final Text RESOURCE_UID = Text.of("resource_uid");
    static final Text RESOURCE_NAME = Text.of("resource_name");

    static final Either<UUID> ID = Either.of("id", Kind.uuid());
    static final Either<String> UID = Either.of("uid", Kind.text());
    static final Filter<String> SEARCH = Filter.value("search", Kind.text());

    private FindingFilters() {}

    private static Kind<String> words(List<String> words) {
        return Kind.words(words.toArray(String[]::new));
    }

    /** All filters but those of time, of scans and of providers. */
    static Filter<?>[] common() {
        List<Filter<?>> result = new ArrayList<>(List.of(MUTED, RESOURCES, SEARCH));
        Stream.of(STATUS, SEVERITY, IMPACT, DELTA, CATEGORY, GROUP, UID, ID)
                .forEach(each -> result.addAll(each.filters()));
        Stream.of(CHECK, SERVICE, REGION, TYPE, RESOURCE_UID, RESOURCE_NAME)
                .forEach(each -> result.addAll(each.filters()));
        return result.toArray(Filter<?>[]::new);
    }

    /** {@code x} and {@code x__in}. */
    record Either<T>(Filter<T> one, Filter<T> some) {

        static <T> Either<T> of(String name, Kind<T> kind) {
            return new Either<>(Filter.value(name, kind), Filter.values(name + "__in", kind));
        }

        List<Filter<?>> filters() {
            return List.of(one, some);
        }

        boolean given(ListQuery query) {
            return !query.values(one).isEmpty() || !query.values(some).isEmpty();
        }

        /** Narrows {@code to} by whichever was given. */
        <V> void narrow(ListQuery query, Function<T, V> value, Narrowing<V> to) {
            for (Filter<T> each : List.of(one, some)) {
                if (!query.values(each).isEmpty()) {
                    to.and(query.values(each).stream().map(value).toList());
                }
            }
        }
    }

    /** {@code x}, {@code x__in} and {@code x__icontains}. */
    record Text(Either<String> exact, Filter<String> part) {

        static Text of(String name) {
            return new Text(
                    Either.of(name, Kind.text()), Filter.value(name + "__icontains", Kind.text()));
        }

        List<Filter<?>> filters() {
            return List.of(exact.one(), exact.some(), part);
        }

        boolean given(ListQuery query) {
            return exact.given(query) || !query.values(part).isEmpty();
        }

        /** The condition that whichever were given make of a field. */
        Condition on(ListQuery query, Field<String> field) {
            Condition result = DSL.noCondition();
            if (!query.values(exact.one()).isEmpty()) {
                result = result.and(field.eq(query.values(exact.one()).getFirst()));
            }
            if (!query.values(exact.some()).isEmpty()) {
                result = result.and(Sql.in(field, query.values(exact.some())));
            }
            if (!query.values(part).isEmpty()) {
                result = result.and(Sql.icontains(field, query.values(part).getFirst()));
            }
            return result;
        }
    }

    /** The codes that the tables have for words: their positions, from {@code first} on. */
    static Function<String, Short> codes(List<String> words, int first) {
        return word -> (short) (first + words.indexOf(word));
    }
}
