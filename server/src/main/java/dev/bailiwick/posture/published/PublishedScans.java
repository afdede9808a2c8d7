package dev.bailiwick.posture.published;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.provider.ProviderFilters;
import dev.bailiwick.posture.published.PublishedScan.Contents;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The scans that readers may see: published, of providers that are not deleted, and within the
 * client's filters on providers. Reading findings starts from this positive list; what is not on it
 * does not exist yet.
 */
@Component
public final class PublishedScans {

    private static final Table<?> SCAN = table(name("scan"));
    private static final Table<?> PROVIDER = table(name("provider"));
    private static final Field<UUID> ID = uuid("scan", "id");
    private static final Field<UUID> SCAN_PROVIDER = uuid("scan", "provider_id");
    private static final Field<UUID> FIRST = uuid("scan", "first_finding_id");
    private static final Field<UUID> LAST = uuid("scan", "last_finding_id");
    private static final Field<Long> FINDINGS =
            field(name("scan", "finding_count"), SQLDataType.BIGINT);
    private static final Field<Integer> RESOURCES =
            field(name("scan", "unique_resource_count"), SQLDataType.INTEGER);
    private static final Field<UUID> PROVIDER_ID = uuid("provider", "id");
    private static final Field<UUID> LATEST = uuid("provider", "latest_scan_id");
    private static final Condition LIVE = field(name("provider", "deleted_at")).isNull();
    private static final Condition PUBLISHED = field(name("scan", "published_at")).isNotNull();

    private static final Field<String[]> SERVICES = texts("services");
    private static final Field<String[]> REGIONS = texts("regions");
    private static final Field<String[]> TYPES = texts("resource_types");
    private static final Field<String[]> CATEGORIES = texts("categories");
    private static final Field<String[]> GROUPS = texts("resource_groups");

    private static final Field<Long> EPOCH =
            DSL.field(
                    select(field(name("tenant", "epoch"), SQLDataType.BIGINT))
                            .from(table(name("tenant")))
                            .where("tenant.id = (select bailiwick.tenant())"));

    private final DSLContext sql;

    PublishedScans(DSLContext sql) {
        this.sql = sql;
    }

    private static Field<UUID> uuid(String of, String column) {
        return field(name(of, column), SQLDataType.UUID);
    }

    private static Field<String[]> texts(String column) {
        return field(name("scan", column), SQLDataType.CLOB.array());
    }

    /**
     * Scans, and the epoch of the tenant in which they were found.
     *
     * @param epoch says nothing where there are no scans
     */
    public record Found(long epoch, List<PublishedScan> scans) {}

    /** The last of each provider. */
    public Found latest(ListQuery query, boolean contents) {
        return found(
                PROVIDER.join(SCAN).on(ID.eq(LATEST)),
                query.condition(ProviderFilters::owns),
                contents);
    }

    /** Those among {@code named}, if given, that have findings in the range. */
    public Found dated(
            ListQuery query, Optional<Set<UUID>> named, IdRange range, boolean contents) {
        Condition condition =
                PUBLISHED
                        .and(LAST.ge(range.from()))
                        .and(FIRST.lt(range.until()))
                        .and(query.condition(ProviderFilters::owns));
        return found(
                SCAN.join(PROVIDER).on(PROVIDER_ID.eq(SCAN_PROVIDER)),
                named.map(ids -> condition.and(Sql.in(ID, ids))).orElse(condition),
                contents);
    }

    private Found found(Table<?> from, Condition condition, boolean contents) {
        List<Field<?>> fields =
                new ArrayList<>(
                        List.of(ID, SCAN_PROVIDER, FIRST, LAST, FINDINGS, RESOURCES, EPOCH));
        if (contents) {
            fields.addAll(List.of(SERVICES, REGIONS, TYPES, CATEGORIES, GROUPS));
        }
        List<PublishedScan> scans = new ArrayList<>();
        long epoch = 0;
        for (Record row : sql.select(fields).from(from).where(LIVE.and(condition)).fetch()) {
            epoch = row.get(EPOCH);
            scans.add(
                    new PublishedScan(
                            row.get(ID),
                            row.get(SCAN_PROVIDER),
                            Objects.requireNonNullElse(row.get(FIRST), IdRange.ALL.until()),
                            Objects.requireNonNullElse(row.get(LAST), IdRange.ALL.from()),
                            row.get(FINDINGS),
                            row.get(RESOURCES),
                            contents ? contents(row) : Contents.UNKNOWN));
        }
        return new Found(epoch, scans);
    }

    private static Contents contents(Record row) {
        return new Contents(
                Set.of(row.get(SERVICES)),
                Set.of(row.get(REGIONS)),
                Set.of(row.get(TYPES)),
                Set.of(row.get(CATEGORIES)),
                Set.of(row.get(GROUPS)));
    }
}
