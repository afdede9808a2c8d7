package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.jsonapi.Sql;

import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.Collection;

/** A property of findings by which they are chosen, and down to which table it is known. */
enum Facet {
    STATUS("status", Depth.COUNT),
    SEVERITY("severity", Depth.COUNT),
    DELTA("delta", Depth.COUNT),
    MUTED("muted", Depth.COUNT),
    CHECK("check_metadata_id", Depth.BREAKDOWN),
    SERVICE("service", Depth.BREAKDOWN),
    REGION("region", Depth.BREAKDOWN),
    TYPE("resource_type", Depth.BREAKDOWN),
    RESOURCE("resource_id", Depth.ROW),
    UID_HASH("uid_hash", Depth.ROW),
    UID("uid", Depth.ROW),
    ID("id", Depth.ROW);

    /** The smallest table that has the facet. */
    enum Depth {
        /** {@code scan_count}, some dozen rows a scan. */
        COUNT,
        /** {@code scan_breakdown}, some thousand. */
        BREAKDOWN,
        /** {@code finding} itself. */
        ROW
    }

    private final String column;
    private final Depth depth;

    Facet(String column, Depth depth) {
        this.column = column;
        this.depth = depth;
    }

    Depth depth() {
        return depth;
    }

    private DataType<?> type() {
        return switch (this) {
            case STATUS, SEVERITY, DELTA -> SQLDataType.SMALLINT;
            case MUTED -> SQLDataType.BOOLEAN;
            case CHECK, RESOURCE, ID -> SQLDataType.UUID;
            case SERVICE, REGION, TYPE, UID -> SQLDataType.CLOB;
            case UID_HASH -> SQLDataType.BIGINT;
        };
    }

    /** Whether a row of {@code table} has one of the values. */
    Condition among(String table, Collection<?> values) {
        return among(DSL.field(DSL.name(table, column), type()), values);
    }

    @SuppressWarnings("unchecked") // the values of a facet are of its type
    private static <T> Condition among(Field<T> field, Collection<?> values) {
        return Sql.in(field, (Collection<T>) values);
    }
}
