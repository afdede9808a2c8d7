package dev.bailiwick.posture.account;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.Link;
import dev.bailiwick.posture.jsonapi.Sql;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What hangs on users. Of others than oneself it is shown to who may manage the account; of
 * oneself, a token shows the memberships in all one's tenants.
 */
final class UserLinks {

    private static final Field<UUID> USER = DSL.field("user_id", SQLDataType.UUID);
    private static final Field<UUID> TENANT = DSL.field("tenant_id", SQLDataType.UUID);
    private static final Field<UUID> ID = DSL.field("id", SQLDataType.UUID);
    private static final Field<UUID> ROLE = DSL.field("role_id", SQLDataType.UUID);

    private UserLinks() {}

    static Map<UUID, List<Link>> roles(DSLContext sql, Collection<UUID> users) {
        Map<UUID, List<Link>> links = new HashMap<>();
        sql.select(USER, ROLE)
                .from("role_user")
                .where(Sql.in(USER, shown(users)))
                .orderBy(ROLE)
                .forEach(row -> add(links, row.value1(), Link.to(row.value2())));
        return links;
    }

    /** Each says whether it is that of the tenant in scope. */
    static Map<UUID, List<Link>> memberships(DSLContext sql, Collection<UUID> users) {
        Caller caller = Caller.current();
        Map<UUID, List<Link>> links = new HashMap<>();
        for (Record3<UUID, UUID, UUID> row :
                sql.select(USER, ID, TENANT)
                        .from("membership")
                        .where(Sql.in(USER, shown(users)))
                        .orderBy(DSL.field("date_joined"), ID)) {
            boolean active = row.value3().equals(caller.tenant().value());
            if (active || caller.via() == Caller.Via.TOKEN) {
                add(links, row.value1(), Link.to(row.value2()).withMeta("active", active));
            }
        }
        return links;
    }

    private static Collection<UUID> shown(Collection<UUID> users) {
        Caller caller = Caller.current();
        return caller.may(Permission.MANAGE_ACCOUNT)
                ? users
                : users.stream().filter(caller.user().value()::equals).toList();
    }

    private static void add(Map<UUID, List<Link>> links, UUID user, Link link) {
        links.computeIfAbsent(user, any -> new ArrayList<>()).add(link);
    }
}
