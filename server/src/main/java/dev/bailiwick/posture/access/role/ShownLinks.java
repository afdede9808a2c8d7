package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.Linkage;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.UUID;

/**
 * What hangs on roles: all of it is shown to who manages the account, and to others what is their
 * own, since roles and groups are shown to many more.
 */
final class ShownLinks {

    private ShownLinks() {}

    /**
     * @param own which rows of {@code table} are the principal's
     */
    static Linkage through(String table, String parent, String child, Condition own) {
        Table<?> rows = DSL.table(table);
        Field<UUID> from = DSL.field(parent, SQLDataType.UUID);
        Field<UUID> to = DSL.field(child, SQLDataType.UUID);
        Linkage all = Linkage.through(rows, from, to);
        Linkage some = Linkage.through(rows, from, to, own);
        return (sql, parents) ->
                (Caller.current().may(Permission.MANAGE_ACCOUNT) ? all : some).of(sql, parents);
    }
}
