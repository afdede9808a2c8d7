package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.published.PublishedScan;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Puts the findings of a selection together by check, with one statement. */
@Component
final class FindingGroups {

    static final String NAME = "g";

    static final Field<Short> SEVERITY = of("severity", SQLDataType.SMALLINT);
    static final Field<Integer> STATUS = of("status", SQLDataType.INTEGER);
    static final Field<Integer> PROVIDERS_COUNT =
            field("cardinality(g.providers)", SQLDataType.INTEGER);
    static final Field<String> TITLE =
            field("check_metadata.metadata ->> 'checktitle'", SQLDataType.CLOB);
    static final Field<String> DESCRIPTION =
            field("check_metadata.metadata ->> 'description'", SQLDataType.CLOB);

    private static final Table<?> CHECKS = table(name("check_metadata"));
    private static final Field<UUID> CHECK = field(name("check_metadata", "id"), SQLDataType.UUID);
    private static final Field<String> CHECK_ID = of("check_id", SQLDataType.CLOB);
    private static final Field<UUID> METADATA = of("metadata_id", SQLDataType.UUID);
    private static final Field<Boolean> MUTED = of("muted", SQLDataType.BOOLEAN);
    private static final Field<UUID[]> PROVIDERS = of("providers", SQLDataType.UUID.array());
    private static final Field<Long> COUNT =
            field("count(*) over ()", SQLDataType.BIGINT).as("groups");

    private static final List<String> TIMES =
            List.of("first_seen_at", "last_seen_at", "failing_since");

    private final DSLContext sql;

    FindingGroups(DSLContext sql) {
        this.sql = sql;
    }

    static Field<Long> count(String column) {
        return of(column, SQLDataType.BIGINT);
    }

    private static <T> Field<T> of(String column, DataType<T> type) {
        return field(name(NAME, column), type);
    }

    /**
     * One page of the groups of {@code selection}.
     *
     * @throws ApiException 404 for a page past the end
     */
    Document page(ListQuery query, Selection selection) {
        Selection chosen = chosen(query, selection);
        if (chosen.isEmpty()) {
            return Document.page(query, List.of(), 0);
        }
        Table<?> groups = grouped(chosen);
        List<SelectField<?>> shown = new ArrayList<>(List.of(COUNT, TITLE, DESCRIPTION));
        shown.addAll(Arrays.asList(groups.fields()));
        Result<Record> rows =
                sql.select(shown)
                        .from(groups)
                        .join(CHECKS)
                        .on(CHECK.eq(METADATA))
                        .where(wanted(query))
                        .orderBy(query.order())
                        .limit(query.page().size())
                        .offset(query.page().offset())
                        .fetch();
        if (rows.isEmpty() && query.page().number() > 1) {
            throw ApiException.of(404, "not_found", "Invalid page.");
        }
        Map<UUID, String> kinds = kinds(chosen);
        return Document.page(
                query,
                rows.stream().map(row -> group(row, kinds)).toList(),
                rows.isEmpty() ? 0 : rows.getFirst().get(COUNT));
    }

    /** Without the scans and checks that filters of groups alone leave out. */
    private Selection chosen(ListQuery query, Selection selection) {
        Selection chosen = selection;
        Narrowing<UUID> named = new Narrowing<>();
        FindingFilters.SCAN.narrow(query, Function.identity(), named);
        if (named.left().isPresent()) {
            Set<UUID> left = named.left().get();
            chosen =
                    chosen.with(
                            chosen.scans().stream().filter(s -> left.contains(s.id())).toList());
        }
        String title = query.value(FindingGroupDeclarations.TITLE);
        return title == null
                ? chosen
                : chosen.narrowedTo(
                        Facet.CHECK,
                        sql.select(CHECK)
                                .from(CHECKS)
                                .where(Sql.icontains(TITLE, title))
                                .fetchSet(CHECK));
    }

    private static final Map<String, String> STATUS_CODES =
            Map.of("fail", "status = 0", "pass", "status = 1", "manual", "status = 2");

    private static Table<?> grouped(Selection selection) {
        List<SelectField<?>> fields = new ArrayList<>(facts());
        fields.addAll(resources());
        FindingGroupDeclarations.COUNTS.stream()
                .filter(name -> name.endsWith("_count"))
                .forEach(name -> fields.add(counted(name)));
        fields.addAll(times());
        return DSL.select(fields)
                .from(FindingTable.FINDING)
                .where(selection.collected())
                .groupBy(FindingTable.column("check_id", SQLDataType.CLOB))
                .asTable(NAME);
    }

    private static final String LAST_METADATA =
            "(array_agg(finding.check_metadata_id order by finding.id desc))[1]";

    private static final String STATUS_OF_ALL =
            """
            case when bool_or(finding.status = 0 and not finding.muted) then 0
                 when bool_or(finding.status = 1 or finding.status = 0) then 1 else 2 end
            """;

    private static List<SelectField<?>> facts() {
        return List.of(
                FindingTable.column("check_id", SQLDataType.CLOB).as("check_id"),
                field(LAST_METADATA, SQLDataType.UUID).as("metadata_id"),
                field("min(finding.severity)", SQLDataType.SMALLINT).as("severity"),
                field(STATUS_OF_ALL, SQLDataType.INTEGER).as("status"),
                field("bool_and(finding.muted)", SQLDataType.BOOLEAN).as("muted"),
                field("array_agg(distinct finding.provider_id)", SQLDataType.UUID.array())
                        .as("providers"));
    }

    private static final Condition FAILS =
            DSL.condition("finding.status = 0 and not finding.muted");

    private static List<SelectField<?>> resources() {
        return List.of(
                DSL.countDistinct(FindingTable.RESOURCE).filterWhere(FAILS).as("resources_fail"),
                DSL.countDistinct(FindingTable.RESOURCE).as("resources_total"));
    }

    private static List<SelectField<?>> times() {
        Field<OffsetDateTime> first =
                FindingTable.column("first_seen_at", SQLDataType.OFFSETDATETIME);
        return List.of(
                DSL.min(first).as("first_seen_at"),
                DSL.max(FindingTable.INSERTED).as("last_seen_at"),
                DSL.min(first).filterWhere(FAILS).as("failing_since"));
    }

    /** What the words of the name say: {@code new_fail_muted_count}; without one, not muted. */
    private static Field<?> counted(String name) {
        List<String> parts = List.of(name.split("_", -1));
        Condition which =
                DSL.condition(parts.contains("muted") ? "finding.muted" : "not finding.muted");
        for (String part : parts) {
            if (STATUS_CODES.containsKey(part)) {
                which = which.and("finding." + STATUS_CODES.get(part));
            }
            int delta = FindingFilters.DELTAS.indexOf(part);
            if (delta >= 0) {
                which = which.and("finding.delta = " + (delta + 1));
            }
        }
        return DSL.count().filterWhere(which).as(name);
    }

    private static Condition wanted(ListQuery query) {
        Condition result = DSL.noCondition();
        Narrowing<Integer> statuses = new Narrowing<>();
        FindingGroupDeclarations.STATUS.narrow(query, FindingFilters.STATUSES::indexOf, statuses);
        if (statuses.left().isPresent()) {
            result = result.and(Sql.in(STATUS, statuses.left().get()));
        }
        Narrowing<Short> severities = new Narrowing<>();
        FindingGroupDeclarations.SEVERITY.narrow(
                query, FindingFilters.codes(FindingFilters.SEVERITIES, 0), severities);
        if (severities.left().isPresent()) {
            result = result.and(Sql.in(SEVERITY, severities.left().get()));
        }
        return result.and(shown(query));
    }

    /** Any other word than true and false stands for all groups. */
    private static Condition shown(ListQuery query) {
        String muted = query.value(FindingGroupDeclarations.MUTED);
        if (muted != null) {
            return switch (muted.toLowerCase(Locale.ROOT)) {
                case "true" -> MUTED.isTrue();
                case "false" -> MUTED.isFalse();
                default -> DSL.noCondition();
            };
        }
        return Boolean.TRUE.equals(query.value(FindingGroupDeclarations.INCLUDE_MUTED))
                ? DSL.noCondition()
                : MUTED.isFalse();
    }

    private Map<UUID, String> kinds(Selection selection) {
        Field<UUID> id = field(name("provider", "id"), SQLDataType.UUID);
        Field<String> kind = field(name("provider", "provider"), SQLDataType.CLOB);
        return sql.select(id, kind)
                .from(table(name("provider")))
                .where(Sql.in(id, selection.scans().stream().map(PublishedScan::provider).toList()))
                .fetchMap(id, kind);
    }

    private static Resource group(Record row, Map<UUID, String> kinds) {
        String check = row.get(CHECK_ID);
        Resource group =
                Resource.of(FindingGroupDeclarations.GROUPS, check)
                        .with("check_id", check)
                        .with("check_title", row.get(TITLE))
                        .with("check_description", row.get(DESCRIPTION))
                        .with("severity", FindingFilters.SEVERITIES.get(row.get(SEVERITY)))
                        .with("status", FindingFilters.STATUSES.get(row.get(STATUS)))
                        .with("muted", row.get(MUTED))
                        .with(
                                "impacted_providers",
                                Arrays.stream(row.get(PROVIDERS))
                                        .map(kinds::get)
                                        .filter(Objects::nonNull)
                                        .distinct()
                                        .sorted()
                                        .toArray(String[]::new));
        FindingGroupDeclarations.COUNTS.forEach(
                name -> group.with(name, row.get(name, Long.class)));
        TIMES.forEach(name -> group.with(name, row.get(name, OffsetDateTime.class)));
        return group;
    }
}
