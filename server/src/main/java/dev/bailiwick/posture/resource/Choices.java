package dev.bailiwick.posture.resource;

import static org.jooq.impl.DSL.noCondition;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Moments;
import dev.bailiwick.posture.provider.ProviderFilters;
import dev.bailiwick.posture.published.DateRule;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScans;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads which resources a request means. */
@Component
final class Choices {

    private final DSLContext sql;
    private final PublishedScans scans;
    private final Clock clock;

    Choices(DSLContext sql, PublishedScans scans, Clock clock) {
        this.sql = sql;
        this.scans = scans;
        this.clock = clock;
    }

    /** Resources of all providers that have a published scan. */
    Choice latest(ListQuery query, boolean contents) {
        return choice(query, noCondition(), contents);
    }

    /**
     * Resources of the scans and times that the client names.
     *
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException 400 if it names none or too much
     *     time
     */
    Choice dated(ListQuery query) {
        List<Collection<UUID>> named = named(query);
        DateRule.check(query, !named.isEmpty(), clock, ResourceDeclarations.UPDATED);
        Condition condition = noCondition();
        for (Collection<UUID> some : named) {
            condition = condition.and(seenBy(some));
        }
        Moments updated = ResourceDeclarations.UPDATED.stretch(query);
        if (updated != null) {
            condition = condition.and(Sql.within(ResourceTable.UPDATED_AT, updated));
        }
        return choice(query, condition, false);
    }

    private static List<Collection<UUID>> named(ListQuery query) {
        List<Collection<UUID>> result = new ArrayList<>();
        for (var filter : List.of(ResourceDeclarations.SCAN, ResourceDeclarations.SCANS)) {
            if (!query.values(filter).isEmpty()) {
                result.add(query.values(filter));
            }
        }
        return result;
    }

    private static Condition seenBy(Collection<UUID> scans) {
        return ResourceTable.ID.in(
                DSL.select(ResourceTable.SEEN_RESOURCE)
                        .from(ResourceTable.SEEN)
                        .join(DSL.table(DSL.name("scan")))
                        .on("scan.id = scan_resource.scan_id and scan.published_at is not null")
                        .where(Sql.in(ResourceTable.SEEN_SCAN, scans)));
    }

    private Choice choice(ListQuery query, Condition narrower, boolean contents) {
        PublishedScans.Found found = scans.latest(query, contents);
        Condition where =
                Sql.among(
                                ResourceTable.PROVIDER,
                                found.scans().stream().map(PublishedScan::provider).toList())
                        .and(published())
                        .and(narrower)
                        .and(query.condition(filter -> !ProviderFilters.owns(filter)));
        return new Choice(
                found.epoch(),
                found.scans(),
                where,
                query.fingerprint()
                        + found.scans().stream().map(PublishedScan::id).sorted().toList());
    }

    private static final Field<UUID> SCAN_ID = DSL.field(DSL.name("scan", "id"), SQLDataType.UUID);
    private static final Field<Boolean> DELETED =
            DSL.field("scan.deleted_at is not null", SQLDataType.BOOLEAN);

    /**
     * Scans that are not seen are few, published ones are not: resources that only the former saw
     * are left out by name. What a deleted scan saw first, others may have seen too.
     */
    private Condition published() {
        Map<Boolean, List<UUID>> unseen =
                sql.select(SCAN_ID, DELETED)
                        .from(DSL.table(DSL.name("scan")))
                        .where("scan.published_at is null")
                        .fetchGroups(DELETED, SCAN_ID);
        Condition published = notFirstSeenBy(unseen.getOrDefault(false, List.of()));
        List<UUID> deleted = unseen.getOrDefault(true, List.of());
        return deleted.isEmpty()
                ? published
                : published.and(notFirstSeenBy(deleted).or(ResourceTable.SEEN_BY_ANY));
    }

    private static Condition notFirstSeenBy(List<UUID> scans) {
        return scans.isEmpty() ? noCondition() : DSL.not(Sql.in(ResourceTable.FIRST_SCAN, scans));
    }
}
