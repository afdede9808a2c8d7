package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.groupingSets;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScan.Contents;
import dev.bailiwick.posture.published.Remembered;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What occurs among the findings of a selection: services, regions, types, categories, groups. A
 * scan as a whole has it written down; of a part of it the rollup is asked, and of single rows one
 * statement, either of which is remembered until the tenant's next epoch.
 */
@Component
final class FindingPlaces {

    private static final Field<UUID> CHECK_METADATA_ID =
            field(name("check_metadata", "id"), SQLDataType.UUID);
    private static final Field<String[]> CATEGORIES =
            field(name("check_metadata", "categories"), SQLDataType.CLOB.array());
    private static final Field<String> GROUP =
            field(name("check_metadata", "resource_groups"), SQLDataType.CLOB);

    private final DSLContext sql;
    private final Searching searching;
    private final Remembered<Contents> remembered = new Remembered<>(FindingPlaces::size);

    FindingPlaces(DSLContext sql, Searching searching) {
        this.sql = sql;
        this.searching = searching;
    }

    private static int size(Contents contents) {
        return 64 * contents.services().size()
                + 64 * contents.regions().size()
                + 64 * contents.types().size()
                + 64 * contents.categories().size()
                + 64 * contents.groups().size();
    }

    /**
     * @param selection with the contents of its scans, see {@link Selections#latest(ListQuery,
     *     boolean)}
     */
    Contents of(Selection selection) {
        if (selection.isEmpty()) {
            return Contents.UNKNOWN;
        }
        boolean whole = selection.scans().stream().allMatch(s -> s.within(selection.range()));
        if (whole && selection.facets().isEmpty() && selection.depth() == Facet.Depth.COUNT) {
            return writtenDown(selection.scans());
        }
        return remembered.get(
                selection.epoch(), selection.fingerprint(), () -> contents(find(selection)));
    }

    private static Contents writtenDown(List<PublishedScan> scans) {
        return new Contents(
                all(scans, Contents::services),
                all(scans, Contents::regions),
                all(scans, Contents::types),
                all(scans, Contents::categories),
                all(scans, Contents::groups));
    }

    private static Set<String> all(
            List<PublishedScan> scans, Function<Contents, Set<String>> part) {
        return scans.stream()
                .flatMap(scan -> part.apply(scan.contents()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Places find(Selection selection) {
        if (Searching.serves(selection)) {
            return searching.places(selection);
        }
        if (selection.depth() == Facet.Depth.ROW) {
            return among(FindingTable.NAME, selection.collected());
        }
        var whole =
                selection.scans().stream()
                        .collect(Collectors.partitioningBy(s -> s.within(selection.range())));
        List<PublishedScan> inside = whole.getOrDefault(true, List.of());
        List<PublishedScan> cut = whole.getOrDefault(false, List.of());
        Places result = new Places.Builder().build();
        if (!inside.isEmpty()) {
            result = among("scan_breakdown", selection.with(inside).rollup("scan_breakdown"));
        }
        return cut.isEmpty()
                ? result
                : result.plus(among(FindingTable.NAME, selection.with(cut).collected()));
    }

    private Places among(String from, Condition where) {
        Field<String> service = field(name(from, "service"), SQLDataType.CLOB);
        Field<String> region = field(name(from, "region"), SQLDataType.CLOB);
        Field<String> type = field(name(from, "resource_type"), SQLDataType.CLOB);
        Field<UUID> check = field(name(from, "check_metadata_id"), SQLDataType.UUID);
        Places.Builder result = new Places.Builder();
        for (Record row :
                sql.select(service, region, type, check)
                        .from(table(name(from)))
                        .where(where)
                        .groupBy(
                                groupingSets(
                                        new Field<?>[] {service},
                                        new Field<?>[] {region},
                                        new Field<?>[] {type},
                                        new Field<?>[] {check}))
                        .fetch()) {
            result.add(row.get(service), row.get(region), row.get(type), row.get(check));
        }
        return result.build();
    }

    private Contents contents(Places places) {
        Set<String> categories = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        for (Record row :
                sql.selectDistinct(CATEGORIES, GROUP)
                        .from(DSL.table(name("check_metadata")))
                        .where(Sql.in(CHECK_METADATA_ID, places.checks()))
                        .fetch()) {
            categories.addAll(List.of(row.get(CATEGORIES)));
            groups.add(row.get(GROUP));
        }
        groups.remove("");
        return new Contents(
                places.services(), places.regions(), places.types(), categories, groups);
    }
}
