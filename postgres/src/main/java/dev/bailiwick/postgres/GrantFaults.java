package dev.bailiwick.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Privileges beyond the declared ones, and declared ones that are missing. */
final class GrantFaults {

    /** Of PUBLIC and the wall's roles but the owner; columns are named in brackets. */
    private static final String PRIVILEGES =
            """
            select relname, relkind, relispartition, coalesce(rolname, 'public'), lower(privilege_type),
                attname, is_grantable
            from (
                select oid, relacl, null::name from pg_catalog.pg_class
                union all
                select attrelid, attacl, attname from pg_catalog.pg_attribute where not attisdropped
            ) as held (relation, acl, attname)
            join pg_catalog.pg_class on pg_class.oid = relation
            cross join aclexplode(acl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where relnamespace = to_regnamespace(?) and (grantee = 0 or rolname = any (?))
            """;

    /**
     * A view reads as its owner unless told otherwise; a materialised one holds everybody's rows.
     */
    private static final String VIEWS =
            """
            select relname, relkind from pg_catalog.pg_class
            where relnamespace = to_regnamespace(?) and relkind in ('v', 'm')
            and not (relkind = 'v' and coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}')
            """;

    private static final String DEFAULTS =
            """
            select distinct coalesce(rolname, 'public'), pg_get_userbyid(defaclrole)
            from pg_catalog.pg_default_acl cross join aclexplode(defaclacl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where defaclobjtype in ('r', 'S') and (grantee = 0 or rolname = any (?))
            and defaclnamespace in (0, to_regnamespace(?))
            """;

    /** Tables elsewhere that the app role can use: nothing declares those. */
    private static final String ELSEWHERE =
            """
            select pg_class.oid::regclass::text from pg_catalog.pg_class
            join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p', 'f', 'm') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', ?)
            and has_schema_privilege(to_regrole(?)::oid, pg_namespace.oid, 'USAGE')
            and has_table_privilege(to_regrole(?)::oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
            and not exists (
                select from pg_catalog.pg_depend
                where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
            """;

    private final Wall wall;

    GrantFaults(Wall wall) {
        this.wall = wall;
    }

    List<String> in(Catalogue catalogue) throws SQLException {
        String schema = Name.quoted(wall.schema());
        List<String> roles = wall.roles().granted();
        Set<String> missing = expected();
        List<String> faults = new ArrayList<>();
        for (Held held : catalogue.list(PRIVILEGES, Held::of, schema, roles)) {
            boolean declared = held.onTable() && missing.remove(held.key());
            if (!declared || held.grantable()) {
                faults.add(held.fault());
            }
        }
        missing.forEach(key -> faults.add(key + " is missing"));
        for (String view : catalogue.texts(VIEWS, schema)) {
            faults.add("view %s: shows rows as its owner sees them".formatted(view));
        }
        faults.addAll(
                catalogue.list(
                        DEFAULTS,
                        row ->
                                "default privileges: what %s creates is granted to %s"
                                        .formatted(row.getString(2), row.getString(1)),
                        roles,
                        schema));
        String app = Name.quoted(wall.roles().app());
        for (String table : catalogue.texts(ELSEWHERE, wall.schema(), app, app)) {
            faults.add("table %s: is not declared, and %s may use it".formatted(table, app));
        }
        return faults;
    }

    private Set<String> expected() {
        Set<String> keys = new TreeSet<>();
        for (Table table : wall.tables()) {
            for (Map.Entry<String, Granted> grant : wall.grants(table).entrySet()) {
                for (String privilege : grant.getValue().single()) {
                    keys.add(Held.key(table.name(), grant.getKey(), privilege));
                }
            }
        }
        return keys;
    }

    private record Held(
            String relation,
            boolean onTable,
            boolean partition,
            String role,
            String privilege,
            boolean grantable) {

        private static Held of(ResultSet row) throws SQLException {
            String column = row.getString(6);
            String privilege = row.getString(5);
            boolean partition = row.getBoolean(3);
            return new Held(
                    row.getString(1),
                    !partition && "rpf".contains(row.getString(2)),
                    partition,
                    row.getString(4),
                    column == null ? privilege : privilege + " (" + column + ")",
                    row.getBoolean(7));
        }

        private static String key(String table, String role, String privilege) {
            return "table %s: %s for %s".formatted(table, privilege, role);
        }

        private String key() {
            return key(relation, role, privilege);
        }

        private String fault() {
            return "%s %s: %s is granted to %s%s"
                    .formatted(
                            partition ? "partition" : "table",
                            relation,
                            privilege,
                            role,
                            grantable ? ", who may pass it on" : ", which is not declared");
        }
    }
}
