package dev.bailiwick.postgres;

import java.util.HexFormat;
import java.util.List;

/** The type of the columns that hold tenants, or principals. */
public enum KeyType {
    UUID("uuid"),
    BIGINT("bigint"),
    INTEGER("integer"),
    /** Also for columns of the type {@code varchar}. */
    TEXT("text");

    private final String sql;

    KeyType(String sql) {
        this.sql = sql;
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
     * @param what of which the text is, for the message
     * @return {@code id}
     * @throws IllegalArgumentException if {@code id} cannot be a value of this type
     */
    public String check(String what, String id) {
        if (!takes(id)) {
            throw new IllegalArgumentException(
                    "The %s %s is not of the type %s, which the wall declares"
                            .formatted(what, id, sql));
        }
        return id;
    }

    // by hand, since it is done for every transaction: a pattern takes longer than all the rest
    private boolean takes(String id) {
        return switch (this) {
            case UUID -> isUuid(id);
            case BIGINT -> isNumber(id, 18);
            case INTEGER -> isNumber(id, 9);
            case TEXT -> !id.isEmpty();
        };
    }

    private static boolean isUuid(String id) {
        if (id.length() != 36) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? id.charAt(i) != '-' : !HexFormat.isHexDigit(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String id, int mostDigits) {
        int from = id.startsWith("-") ? 1 : 0;
        int digits = id.length() - from;
        return digits >= 1
                && digits <= mostDigits
                && id.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
    }
}
