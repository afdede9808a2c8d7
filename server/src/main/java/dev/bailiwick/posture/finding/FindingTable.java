package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.time.OffsetDateTime;
import java.util.UUID;

/** The table of findings, in statements that are put together. */
final class FindingTable {

    static final String NAME = "finding";
    static final Table<Record> FINDING = DSL.table(name(NAME));

    static final Field<UUID> ID = column("id", SQLDataType.UUID);
    static final Field<UUID> SCAN = column("scan_id", SQLDataType.UUID);
    static final Field<UUID> RESOURCE = column("resource_id", SQLDataType.UUID);
    static final Field<UUID> CHECK = column("check_metadata_id", SQLDataType.UUID);

    /** Null where nothing was changed after the insertion. */
    static final Field<OffsetDateTime> CHANGED = column("updated_at", SQLDataType.OFFSETDATETIME);

    static final Field<OffsetDateTime> INSERTED =
            field("uuid_extract_timestamp({0})", SQLDataType.OFFSETDATETIME, ID);

    /** The time of the last change, which for most findings is that of their insertion. */
    static final Field<OffsetDateTime> UPDATED = DSL.coalesce(CHANGED, INSERTED);

    private FindingTable() {}

    static <T> Field<T> column(String column, DataType<T> type) {
        return field(name(NAME, column), type);
    }
}
