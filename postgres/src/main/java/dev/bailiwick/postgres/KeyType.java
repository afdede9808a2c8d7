package dev.bailiwick.postgres;

import java.util.List;
import java.util.regex.Pattern;

/** The type of the columns that hold tenants, or principals. */
public enum KeyType {
    UUID("uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    BIGINT("bigint", "-?[0-9]{1,18}"),
    INTEGER("integer", "-?[0-9]{1,9}"),
    /** Also for columns of the type {@code varchar}. */
    TEXT("text", ".+");

    private final String sql;
    private final Pattern form;

    KeyType(String sql, String form) {
        this.sql = sql;
        this.form = Pattern.compile(form);
    }

    /** As the database names the type. */
    public String sql() {
        return sql;
    }

    /**
     * Whether a column can be compared with a value of this type without a cast of the column.
     *
     * @param typname as in pg_type
     */
    boolean holds(String typname) {
        return switch (this) {
            case UUID -> typname.equals("uuid");
            case BIGINT, INTEGER -> List.of("int2", "int4", "int8").contains(typname);
            case TEXT -> List.of("text", "varchar").contains(typname);
        };
    }

    /**
     * @throws IllegalArgumentException if {@code id} cannot be a value of this type
     */
    String check(String what, String id) {
        if (!form.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "The %s %s is not of the type %s, which the wall declares"
                            .formatted(what, id, sql));
        }
        return id;
    }
}
