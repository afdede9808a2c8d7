package dev.bailiwick.posture.resource;

import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.time.OffsetDateTime;
import java.util.UUID;

/** The columns of {@code resource} and what is known of one elsewhere. */
final class ResourceTable {

    static final Table<?> TABLE = DSL.table(DSL.name("resource"));
    static final Field<UUID> ID = column("id", SQLDataType.UUID);
    static final Field<UUID> PROVIDER = column("provider_id", SQLDataType.UUID);

    /** Of the scans among which a list is made, not of the resource's own row. */
    static final Field<UUID> SCAN_PROVIDER =
            DSL.field(DSL.name("scan", "provider_id"), SQLDataType.UUID);

    static final Field<UUID> FIRST_SCAN = column("first_scan_id", SQLDataType.UUID);
    static final Field<String> UID = column("uid", SQLDataType.CLOB);
    static final Field<String> NAME = column("name", SQLDataType.CLOB);
    static final Field<String> REGION = column("region", SQLDataType.CLOB);
    static final Field<String> SERVICE = column("service", SQLDataType.CLOB);
    static final Field<String> TYPE = column("type", SQLDataType.CLOB);
    static final Field<String> PARTITION = column("partition", SQLDataType.CLOB);
    static final Field<String> DETAILS = column("details", SQLDataType.CLOB);
    static final Field<String> METADATA = column("metadata", SQLDataType.CLOB);
    static final Field<String[]> GROUPS = column("groups", SQLDataType.CLOB.array());
    static final Field<JSONB> TAGS = column("tags", SQLDataType.JSONB);
    static final Field<OffsetDateTime> INSERTED_AT =
            column("inserted_at", SQLDataType.OFFSETDATETIME);
    static final Field<OffsetDateTime> UPDATED_AT =
            column("updated_at", SQLDataType.OFFSETDATETIME);

    /** Of its provider. */
    static final Field<String> PROVIDER_UID =
            DSL.field(
                    "(select p.uid from provider p where p.id = resource.provider_id)",
                    SQLDataType.CLOB);

    /** In the last published scan of its provider; none where that did not see it. */
    static final Field<Integer> FAILURES =
            DSL.field(
                    """
                    coalesce((select r.failed_findings_count from scan_resource r
                              where r.scan_id = (select p.latest_scan_id from provider p
                                                 where p.id = resource.provider_id)
                                and r.resource_id = resource.id), 0)
                    """,
                    SQLDataType.INTEGER);

    /** Seen by a published scan, whether or not that was the first to see it. */
    static final Condition SEEN_BY_ANY =
            DSL.condition(
                    """
                    exists (select from scan_resource seen join scan other on other.id = seen.scan_id
                            where seen.resource_id = resource.id and other.published_at is not null)
                    """);

    /**
     * Seen by a published scan, of a provider that is not deleted. The first to see it tells, but
     * where that one has been deleted and its rows are on their way out.
     */
    static final Condition VISIBLE =
            DSL.condition(
                    """
                    (select s.published_at is not null or s.deleted_at is not null and {0}
                     from scan s where s.id = resource.first_scan_id)
                    and (select p.deleted_at is null from provider p where p.id = resource.provider_id)
                    """,
                    SEEN_BY_ANY);

    static final Table<?> TAG = DSL.table(DSL.name("resource_tag"));
    static final Field<UUID> TAG_RESOURCE =
            DSL.field(DSL.name("resource_tag", "resource_id"), SQLDataType.UUID);
    static final Field<String> TAG_KEY =
            DSL.field(DSL.name("resource_tag", "key"), SQLDataType.CLOB);
    static final Field<String> TAG_VALUE =
            DSL.field(DSL.name("resource_tag", "value"), SQLDataType.CLOB);

    static final Table<?> SEEN = DSL.table(DSL.name("scan_resource"));
    static final Field<UUID> SEEN_SCAN =
            DSL.field(DSL.name("scan_resource", "scan_id"), SQLDataType.UUID);
    static final Field<UUID> SEEN_RESOURCE =
            DSL.field(DSL.name("scan_resource", "resource_id"), SQLDataType.UUID);
    static final Field<Integer> SEEN_FAILURES =
            DSL.field(DSL.name("scan_resource", "failed_findings_count"), SQLDataType.INTEGER);

    private ResourceTable() {}

    private static <T> Field<T> column(String column, DataType<T> type) {
        return DSL.field(DSL.name("resource", column), type);
    }
}
