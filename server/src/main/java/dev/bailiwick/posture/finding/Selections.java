package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.finding.FindingFilters.Either;
import dev.bailiwick.posture.finding.FindingFilters.Text;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Moments;
import dev.bailiwick.posture.published.DateRule;
import dev.bailiwick.posture.published.IdRange;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScan.Contents;
import dev.bailiwick.posture.published.PublishedScans;
import dev.bailiwick.posture.published.SearchWords;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the filters of a request into a {@link Selection}: small tables are asked which scans,
 * checks and resources are meant, so that findings are only ever looked for by what their indexes
 * and rollups know.
 */
@Component
final class Selections {

    private static final Table<?> CHECK_METADATA = table(name("check_metadata"));
    private static final Field<UUID> CHECK_METADATA_ID = uuid("check_metadata", "id");
    private static final Field<String> CHECK_ID = text("check_metadata", "check_id");
    private static final Field<String> CHECK_GROUP = text("check_metadata", "resource_groups");
    private static final Field<String[]> CATEGORIES =
            field(name("check_metadata", "categories"), SQLDataType.CLOB.array());

    private static final Table<?> RESOURCE = table(name("resource"));
    private static final Field<UUID> RESOURCE_ID = uuid("resource", "id");
    private static final Field<UUID> RESOURCE_PROVIDER = uuid("resource", "provider_id");
    private static final Field<String> RESOURCE_UID = text("resource", "uid");
    private static final Field<String> RESOURCE_NAME = text("resource", "name");

    private static final Function<String, Short> STATUSES =
            FindingFilters.codes(FindingFilters.STATUSES, 0);
    private static final Function<String, Short> SEVERITIES =
            FindingFilters.codes(FindingFilters.SEVERITIES, 0);
    private static final Function<String, Short> DELTAS =
            FindingFilters.codes(FindingFilters.DELTAS, 1);

    private final DSLContext sql;
    private final PublishedScans scans;
    private final Clock clock;

    Selections(DSLContext sql, PublishedScans scans, Clock clock) {
        this.sql = sql;
        this.scans = scans;
        this.clock = clock;
    }

    private static Field<UUID> uuid(String of, String column) {
        return field(name(of, column), SQLDataType.UUID);
    }

    private static Field<String> text(String of, String column) {
        return field(name(of, column), SQLDataType.CLOB);
    }

    /** Findings of each provider's last scan. */
    Selection latest(ListQuery query, boolean contents) {
        Times times = times(query);
        return narrowed(query, scans.latest(query, contents || partial(query)), times);
    }

    /**
     * Findings of the scans and times that the client names.
     *
     * @throws ApiException 400 if it names none, too much time, or scans by no UUIDv7
     */
    Selection dated(ListQuery query, boolean contents) {
        Narrowing<UUID> named = new Narrowing<>();
        FindingFilters.SCAN.narrow(query, Selections::requireVersion7, named);
        DateRule.check(
                query,
                named.left().isPresent(),
                clock,
                FindingFilters.INSERTED,
                FindingFilters.UPDATED);
        Times times = times(query);
        return narrowed(
                query,
                scans.dated(query, named.left(), times.range(), contents || partial(query)),
                times);
    }

    /**
     * @param changed null where the time of a change is not asked for, or is that of the insertion
     */
    private record Times(IdRange range, @Nullable Moments changed) {}

    /** As long as nothing was changed after its insertion, either time is the time within ids. */
    private Times times(ListQuery query) {
        IdRange inserted = range(FindingFilters.INSERTED.stretch(query));
        Moments updated = FindingFilters.UPDATED.stretch(query);
        if (updated == null && query.sort().stream().noneMatch(k -> k.endsWith("updated_at"))) {
            return new Times(inserted, null);
        }
        if (anyChanged()) {
            return new Times(inserted, updated == null ? Moments.ALWAYS : updated);
        }
        return new Times(inserted.and(range(updated)), null);
    }

    private static UUID requireVersion7(UUID scan) {
        if (scan.version() != 7) {
            throw ApiException.invalidRelationship(
                    "scan", "invalid", "'%s' is not a UUIDv7.".formatted(scan));
        }
        return scan;
    }

    private static IdRange range(@Nullable Moments stretch) {
        return stretch == null ? IdRange.ALL : IdRange.from(stretch, stretch);
    }

    private boolean anyChanged() {
        return sql.fetchExists(
                selectOne().from(FindingTable.FINDING).where(FindingTable.CHANGED.isNotNull()));
    }

    /** Whether parts of words must be found among what occurs in the scans. */
    private static boolean partial(ListQuery query) {
        return Stream.of(FindingFilters.SERVICE, FindingFilters.REGION, FindingFilters.TYPE)
                .anyMatch(text -> !query.values(text.part()).isEmpty());
    }

    private Selection narrowed(ListQuery query, PublishedScans.Found found, Times times) {
        Map<Facet, Set<?>> facets = new EnumMap<>(Facet.class);
        if (!found.scans().isEmpty()) {
            simple(query, facets);
            occurring(query, found.scans(), facets);
            checks(query, facets);
            resources(query, found.scans(), facets);
            byUid(query, facets);
        }
        List<String> search = query.values(FindingFilters.SEARCH);
        return new Selection(
                found.epoch(),
                found.scans(),
                times.range(),
                facets,
                search.isEmpty() ? null : SearchWords.of(search.getFirst()),
                times.changed());
    }

    private static void simple(ListQuery query, Map<Facet, Set<?>> facets) {
        Narrowing<Short> statuses = new Narrowing<>();
        FindingFilters.STATUS.narrow(query, STATUSES, statuses);
        statuses.left().ifPresent(left -> facets.put(Facet.STATUS, left));
        Narrowing<Short> severities = new Narrowing<>();
        FindingFilters.SEVERITY.narrow(query, SEVERITIES, severities);
        FindingFilters.IMPACT.narrow(query, SEVERITIES, severities);
        severities.left().ifPresent(left -> facets.put(Facet.SEVERITY, left));
        Narrowing<Short> deltas = new Narrowing<>();
        FindingFilters.DELTA.narrow(query, DELTAS, deltas);
        deltas.left().ifPresent(left -> facets.put(Facet.DELTA, left));
        Boolean muted = query.value(FindingFilters.MUTED);
        if (muted != null) {
            facets.put(Facet.MUTED, Set.of(muted));
        }
        Narrowing<UUID> ids = new Narrowing<>();
        FindingFilters.ID.narrow(query, Function.identity(), ids);
        ids.left().ifPresent(left -> facets.put(Facet.ID, left));
    }

    private static void byUid(ListQuery query, Map<Facet, Set<?>> facets) {
        Narrowing<String> uids = new Narrowing<>();
        FindingFilters.UID.narrow(query, Function.identity(), uids);
        uids.left()
                .ifPresent(
                        left -> {
                            facets.put(Facet.UID, left);
                            facets.put(
                                    Facet.UID_HASH,
                                    left.stream()
                                            .map(UidHash::of)
                                            .collect(Collectors.toUnmodifiableSet()));
                        });
    }

    private static void occurring(
            ListQuery query, List<PublishedScan> scans, Map<Facet, Set<?>> facets) {
        occurring(query, FindingFilters.SERVICE, scans, Contents::services)
                .left()
                .ifPresent(left -> facets.put(Facet.SERVICE, left));
        occurring(query, FindingFilters.REGION, scans, Contents::regions)
                .left()
                .ifPresent(left -> facets.put(Facet.REGION, left));
        occurring(query, FindingFilters.TYPE, scans, Contents::types)
                .left()
                .ifPresent(left -> facets.put(Facet.TYPE, left));
    }

    private static Narrowing<String> occurring(
            ListQuery query,
            Text filter,
            List<PublishedScan> scans,
            Function<Contents, Set<String>> occurring) {
        Narrowing<String> result = new Narrowing<>();
        filter.exact().narrow(query, Function.identity(), result);
        for (String part : query.values(filter.part())) {
            String wanted = part.toLowerCase(Locale.ROOT);
            result.and(
                    scans.stream()
                            .flatMap(scan -> occurring.apply(scan.contents()).stream())
                            .filter(each -> each.toLowerCase(Locale.ROOT).contains(wanted))
                            .collect(Collectors.toSet()));
        }
        return result;
    }

    private void checks(ListQuery query, Map<Facet, Set<?>> facets) {
        if (!FindingFilters.CHECK.given(query)
                && !FindingFilters.CATEGORY.given(query)
                && !FindingFilters.GROUP.given(query)) {
            return;
        }
        Condition condition = FindingFilters.CHECK.on(query, CHECK_ID);
        for (Collection<String> some : given(query, FindingFilters.CATEGORY)) {
            condition = condition.and(DSL.arrayOverlap(CATEGORIES, some.toArray(String[]::new)));
        }
        for (Collection<String> some : given(query, FindingFilters.GROUP)) {
            condition = condition.and(Sql.in(CHECK_GROUP, some));
        }
        facets.put(
                Facet.CHECK,
                sql.select(CHECK_METADATA_ID)
                        .from(CHECK_METADATA)
                        .where(condition)
                        .fetchSet(CHECK_METADATA_ID));
    }

    private static List<Collection<String>> given(ListQuery query, Either<String> filter) {
        return Stream.of(filter.one(), filter.some())
                .map(query::values)
                .filter(values -> !values.isEmpty())
                .<Collection<String>>map(values -> values)
                .toList();
    }

    private void resources(ListQuery query, List<PublishedScan> scans, Map<Facet, Set<?>> facets) {
        Narrowing<UUID> result = new Narrowing<>();
        List<UUID> named = query.values(FindingFilters.RESOURCES);
        if (!named.isEmpty()) {
            result.and(named);
        }
        if (FindingFilters.RESOURCE_UID.given(query) || FindingFilters.RESOURCE_NAME.given(query)) {
            Set<UUID> providers =
                    scans.stream().map(PublishedScan::provider).collect(Collectors.toSet());
            result.and(
                    sql.select(RESOURCE_ID)
                            .from(RESOURCE)
                            .where(Sql.in(RESOURCE_PROVIDER, providers))
                            .and(FindingFilters.RESOURCE_UID.on(query, RESOURCE_UID))
                            .and(FindingFilters.RESOURCE_NAME.on(query, RESOURCE_NAME))
                            .fetchSet(RESOURCE_ID));
        }
        result.left().ifPresent(left -> facets.put(Facet.RESOURCE, left));
    }
}
