package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.jsonapi.Sql;

import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.util.Collection;

/** A property of findings by which they are chosen, and down to which table it is known. */
enum Facet {
    STATUS("status", SQLDataType.SMALLINT, Depth.COUNT),
    SEVERITY("severity", SQLDataType.SMALLINT, Depth.COUNT),
    DELTA("delta", SQLDataType.SMALLINT, Depth.COUNT),
    MUTED("muted", SQLDataType.BOOLEAN, Depth.COUNT),
    CHECK("check_metadata_id", SQLDataType.UUID, Depth.BREAKDOWN),
    SERVICE("service", SQLDataType.CLOB, Depth.BREAKDOWN),
    REGION("region", SQLDataType.CLOB, Depth.BREAKDOWN),
    TYPE("resource_type", SQLDataType.CLOB, Depth.BREAKDOWN),
    RESOURCE("resource_id", SQLDataType.UUID, Depth.ROW),
    UID_HASH("uid_hash", SQLDataType.BIGINT, Depth.ROW),
    UID("uid", SQLDataType.CLOB, Depth.ROW),
    ID("id", SQLDataType.UUID, Depth.ROW);

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

    @SuppressWarnings("ImmutableEnumChecker") // jOOQ's types are, without saying so
    private final DataType<?> type;

    private final Depth depth;

    Facet(String column, DataType<?> type, Depth depth) {
        this.column = column;
        this.type = type;
        this.depth = depth;
    }

    Depth depth() {
        return depth;
    }

    /** Whether a row of {@code table} has one of the values. */
    Condition among(String table, Collection<?> values) {
        return among(DSL.field(DSL.name(table, column), type), values);
    }

    @SuppressWarnings("unchecked") // the values of a facet are of its type
    private static <T> Condition among(Field<T> field, Collection<?> values) {
        return Sql.in(field, (Collection<T>) values);
    }

    /** The values as one argument of a function, an array; null stands for any value. */
    Field<?> argument(@Nullable Collection<?> values) {
        return argument(type, values);
    }

    @SuppressWarnings("unchecked") // the values of a facet are of its type
    private static <T> Field<T[]> argument(DataType<T> type, @Nullable Collection<?> values) {
        return DSL.val(
                values == null
                        ? null
                        : values.toArray((T[]) Array.newInstance(type.getType(), values.size())),
                type.array());
    }
}
