package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands that a role may use on a table.
 *
 * @param updatable the columns that UPDATE may set, sorted; all of them when {@code update} is true
 *     and this is empty
 */
record Granted(
        boolean select, boolean insert, boolean update, List<String> updatable, boolean delete) {

    static final Granted NOTHING = new Granted(false, false, false, List.of(), false);
    static final Granted SELECT = NOTHING.withSelect();
    static final Granted ALL = new Granted(true, true, true, List.of(), true);

    Granted {
        updatable = updatable.stream().sorted().toList();
        updatable.forEach(column -> Name.check("column", column));
    }

    Granted withSelect() {
        return new Granted(true, insert, update, updatable, delete);
    }

    Granted withInsert() {
        return new Granted(select, true, update, updatable, delete);
    }

    Granted withUpdate(String... columns) {
        return new Granted(select, insert, true, List.of(columns), delete);
    }

    Granted withDelete() {
        return new Granted(select, insert, update, updatable, true);
    }

    boolean nothing() {
        return !select && !insert && !update && !delete;
    }

    /** Privileges one by one, as the catalogue holds them: a column each. */
    List<String> single() {
        List<String> single = new ArrayList<>();
        for (String privilege : privileges()) {
            if (privilege.startsWith("update (")) {
                updatable.forEach(column -> single.add("update (" + column + ")"));
            } else {
                single.add(privilege);
            }
        }
        return single;
    }

    /** Privileges as GRANT lists them. */
    List<String> privileges() {
        List<String> privileges = new ArrayList<>();
        if (select) {
            privileges.add("select");
        }
        if (insert) {
            privileges.add("insert");
        }
        if (update) {
            privileges.add(
                    updatable.isEmpty()
                            ? "update"
                            : "update ("
                                    + String.join(
                                            ", ", updatable.stream().map(Name::quoted).toList())
                                    + ")");
        }
        if (delete) {
            privileges.add("delete");
        }
        return privileges;
    }
}
