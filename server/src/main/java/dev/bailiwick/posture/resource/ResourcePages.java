package dev.bailiwick.posture.resource;

import static dev.bailiwick.posture.resource.ResourceTable.ID;
import static dev.bailiwick.posture.resource.ResourceTable.SEEN;
import static dev.bailiwick.posture.resource.ResourceTable.SEEN_FAILURES;
import static dev.bailiwick.posture.resource.ResourceTable.SEEN_RESOURCE;
import static dev.bailiwick.posture.resource.ResourceTable.SEEN_SCAN;
import static dev.bailiwick.posture.resource.ResourceTable.TABLE;
import static dev.bailiwick.posture.resource.ResourceTable.UPDATED_AT;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.Remembered;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Counts resources and finds the ids of a page. The ordinary order is by how many checks fail, then
 * by the time of the last change: how many resources fail how many checks is remembered until the
 * tenant's next epoch, so a page starts in the middle of those it needs.
 */
@Component
final class ResourcePages {

    /** Asking for the failures of a resource, beside reading the next one. */
    private static final double ASKING = 4;

    /** There may be one provider in sight among as many as a tenant can have. */
    private static final double LEAST_SHARE = 1.0 / 65_536;

    private final DSLContext sql;
    private final Remembered<NavigableMap<Integer, Long>> failures =
            new Remembered<>(known -> 64 * known.size());
    private final Remembered<Long> totals = new Remembered<>(known -> 16);

    ResourcePages(DSLContext sql) {
        this.sql = sql;
    }

    long count(Choice choice, ListQuery query) {
        if (choice.latest().isEmpty()) {
            return 0;
        }
        if (query.sort().isEmpty()) {
            return byFailures(choice).values().stream().mapToLong(Long::longValue).sum();
        }
        return totals.get(
                choice.epoch(),
                choice.question(),
                () -> (long) sql.fetchCount(TABLE, choice.where()));
    }

    List<UUID> ids(Choice choice, ListQuery query) {
        if (choice.latest().isEmpty()) {
            return List.of();
        }
        Page page = query.page();
        if (!query.sort().isEmpty()) {
            return sql.select(ID)
                    .from(TABLE)
                    .where(choice.where())
                    .orderBy(query.order())
                    .limit(page.size())
                    .offset(page.offset())
                    .fetch(ID);
        }
        List<UUID> result = new ArrayList<>();
        long before = 0;
        long end = page.offset() + page.size();
        NavigableMap<Integer, Long> groups = byFailures(choice);
        for (Map.Entry<Integer, Long> group : groups.entrySet()) {
            long from = Math.max(page.offset(), before);
            long until = Math.min(end, before + group.getValue());
            if (from < until) {
                Part part = new Part(group.getKey(), group.getValue(), from - before, until - from);
                result.addAll(read(choice, part));
            }
            before += group.getValue();
        }
        return result;
    }

    /** What a page needs of the {@code size} resources that fail {@code failures} checks. */
    private record Part(int failures, long size, long skip, long take) {}

    private NavigableMap<Integer, Long> byFailures(Choice choice) {
        return failures.get(choice.epoch(), choice.question(), () -> countByFailures(choice));
    }

    /** Most failures first. */
    private NavigableMap<Integer, Long> countByFailures(Choice choice) {
        Field<Integer> failed = coalesce(SEEN_FAILURES, inline(0));
        NavigableMap<Integer, Long> result = new TreeMap<>(Collections.reverseOrder());
        sql.select(failed, DSL.count())
                .from(TABLE)
                .leftJoin(SEEN)
                .on(SEEN_RESOURCE.eq(ID))
                .and(Sql.in(SEEN_SCAN, choice.latestScans()))
                .where(choice.where())
                .groupBy(failed)
                .forEach(row -> result.put(row.value1(), row.value2().longValue()));
        return Collections.unmodifiableNavigableMap(result);
    }

    private List<UUID> read(Choice choice, Part part) {
        long all = choice.latest().stream().mapToLong(PublishedScan::resources).sum();
        // what is out of sight is passed over without being asked for, and yet read
        double hidden = 1 / Math.max(LEAST_SHARE, Caller.visibleShare()) - 1;
        double each = Math.max(1.0, (double) all / part.size());
        double walk = (part.skip() + part.take()) * each * (ASKING + hidden);
        return walk < 20_000 || walk < part.size() ? walk(choice, part) : collect(choice, part);
    }

    /** Along the times of change, until the page is full. */
    private List<UUID> walk(Choice choice, Part part) {
        return sql.select(ID)
                .from(TABLE)
                .where(Sql.filter(choice.where()))
                .and(failing(choice, part.failures()))
                .orderBy(UPDATED_AT.desc(), ID.desc())
                .limit(part.take())
                .offset(part.skip())
                .fetch(ID);
    }

    private static Condition failing(Choice choice, int failures) {
        return DSL.condition(
                """
                coalesce((select s.failed_findings_count from scan_resource s
                          where {0} and s.resource_id = resource.id), 0) = {1}
                """,
                Sql.among(field(name("s", "scan_id"), SQLDataType.UUID), choice.latestScans()),
                DSL.val(failures));
    }

    private List<UUID> collect(Choice choice, Part part) {
        Field<UUID> id = field(name("few", "id"), SQLDataType.UUID);
        Field<OffsetDateTime> at = field(name("few", "at"), SQLDataType.OFFSETDATETIME);
        // materialized: a limit on the inside would have the planner walk after all
        return sql.with(name("few"), name("id"), name("at"))
                .asMaterialized(
                        DSL.select(ID, UPDATED_AT)
                                .from(TABLE)
                                .leftJoin(SEEN)
                                .on(SEEN_RESOURCE.eq(ID))
                                .and(Sql.in(SEEN_SCAN, choice.latestScans()))
                                .where(choice.where())
                                .and(
                                        part.failures() == 0
                                                ? coalesce(SEEN_FAILURES, inline(0)).eq(0)
                                                : SEEN_FAILURES.eq(part.failures())))
                .select(id)
                .from(table(name("few")))
                .orderBy(at.desc(), id.desc())
                .limit(part.take())
                .offset(part.skip())
                .fetch(id);
    }
}
