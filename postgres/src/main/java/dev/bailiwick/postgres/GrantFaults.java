package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Privileges beyond the declared ones, and declared ones that are missing. */
final class GrantFaults {

    /** Of PUBLIC and the wall's roles but the owner; columns are named in brackets. */
    private static final String PRIVILEGES =
            """
            select prefix || relname, relkind, relispartition, coalesce(rolname, 'public'), lower(privilege_type),
                attname, is_grantable
            from (
                select oid, relacl, null::name from pg_catalog.pg_class
                union all
                select attrelid, attacl, attname from pg_catalog.pg_attribute where not attisdropped
            ) as held (relation, acl, attname)
            join pg_catalog.pg_class on pg_class.oid = relation
            join inside on inside.oid = relnamespace
            cross join aclexplode(acl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where grantee = 0 or rolname = any (?)
            """;

    /**
     * A view reads as its owner unless told otherwise; a materialised one holds everybody's rows.
     */
    private static final String VIEWS =
            """
            select prefix || relname from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind in ('v', 'm') and prefix || relname <> all (?)
            and not (relkind = 'v' and coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}')
            """;

    private static final String DEFAULTS =
            """
            select distinct coalesce(rolname, 'public'), pg_get_userbyid(defaclrole)
            from pg_catalog.pg_default_acl cross join aclexplode(defaclacl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where defaclobjtype in ('r', 'S') and (grantee = 0 or rolname = any (?))
            and (defaclnamespace = 0 or defaclnamespace in (select oid from inside))
            """;

    private static final String UNREACHED =
            """
            select pg_namespace.nspname, rolname from pg_catalog.pg_namespace
            join inside on inside.oid = pg_namespace.oid cross join pg_catalog.pg_roles
            where rolname = any (?) and not has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'USAGE')
            """;

    /** Tables elsewhere that the app role can use: nothing declares those. */
    private static final String ELSEWHERE =
            """
            select case when relkind = 'v' then 'view ' else 'table ' end || pg_class.oid::regclass::text from pg_catalog.pg_class
            join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p', 'f', 'm', 'v') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and nspname <> all (?)
            and has_schema_privilege(to_regrole(?)::oid, pg_namespace.oid, 'USAGE')
            and (has_table_privilege(to_regrole(?)::oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                or has_any_column_privilege(to_regrole(?)::oid, pg_class.oid, 'SELECT, INSERT, UPDATE'))
            and not (relkind = 'v' and coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}')
            and not exists (
                select from pg_catalog.pg_depend
                where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
            """;

    private final Wall wall;

    GrantFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<String> roles = wall.roles().granted();
        Set<Key> missing = expected();
        List<Fault> faults = new ArrayList<>();
        for (Held held : catalogue.inside(wall, PRIVILEGES, Held::of, roles)) {
            boolean declared = held.declarable() && missing.remove(held.key());
            if (!declared || held.grantable()) {
                faults.add(held.fault());
            }
        }
        for (Key key : missing) {
            faults.add(
                    Check.GRANT_MISSING.fault(
                            key.object(), "%s for %s is missing", key.privilege(), key.role()));
        }
        faults.addAll(around(catalogue, roles));
        return faults;
    }

    /** Views, default privileges, schemas that are not reached, and tables elsewhere. */
    private List<Fault> around(Catalogue catalogue, List<String> roles) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (String view : catalogue.inside(wall, VIEWS, row -> row.getString(1), internal())) {
            faults.add(
                    Check.VIEW_DEFINER.fault("view " + view, "shows rows as its owner sees them"));
        }
        faults.addAll(
                catalogue.inside(
                        wall,
                        DEFAULTS,
                        row ->
                                Check.GRANT_DEFAULT.fault(
                                        "default privileges",
                                        "what %s creates is granted to %s",
                                        row.getString(2),
                                        row.getString(1)),
                        roles));
        faults.addAll(
                catalogue.inside(
                        wall,
                        UNREACHED,
                        row ->
                                Check.GRANT_MISSING.fault(
                                        "schema " + row.getString(1),
                                        "usage for %s is missing",
                                        row.getString(2)),
                        roles));
        for (String serving : wall.roles().servingTenants()) {
            String role = Name.quoted(serving);
            for (String object : catalogue.texts(ELSEWHERE, wall.schemas(), role, role, role)) {
                faults.add(
                        Check.GRANT_ELSEWHERE.fault(
                                object, "is not declared, and %s may use it", role));
            }
        }
        return faults;
    }

    /** Materialized views that nobody but the owner is meant to see. */
    private List<String> internal() {
        return wall.tables().stream()
                .filter(table -> table.shape() == Shape.MATERIALIZED_VIEW)
                .map(wall::label)
                .toList();
    }

    private Set<Key> expected() {
        Set<Key> keys = new TreeSet<>();
        for (Table table : wall.tables()) {
            String object = table.shape() == Shape.VIEW ? "view " : "table ";
            for (Map.Entry<String, Granted> grant : wall.grants(table).entrySet()) {
                for (String privilege : grant.getValue().single()) {
                    keys.add(new Key(object + wall.label(table), grant.getKey(), privilege));
                }
            }
        }
        wall.sequences()
                .forEach(
                        (sequence, roles) ->
                                roles.forEach(
                                        role ->
                                                keys.add(
                                                        new Key(
                                                                "sequence " + sequence,
                                                                role,
                                                                "usage"))));
        return keys;
    }

    private record Key(String object, String role, String privilege) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::object)
                        .thenComparing(Key::role)
                        .thenComparing(Key::privilege);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param declarable whether a declaration may grant anything on it
     */
    private record Held(Key key, boolean declarable, boolean grantable) {

        private static Held of(ResultSet row) throws SQLException {
            String kind = row.getString(2);
            boolean partition = row.getBoolean(3);
            String column = row.getString(6);
            String privilege = row.getString(5);
            Key key =
                    new Key(
                            word(kind, partition) + " " + row.getString(1),
                            row.getString(4),
                            column == null ? privilege : privilege + " (" + column + ")");
            return new Held(key, !partition && "rpfvS".contains(kind), row.getBoolean(7));
        }

        private static String word(String kind, boolean partition) {
            return switch (kind) {
                case "v", "m" -> "view";
                case "S" -> "sequence";
                default -> partition ? "partition" : "table";
            };
        }

        private Fault fault() {
            return Check.GRANT_EXTRA.fault(
                    key.object(),
                    "%s is granted to %s%s",
                    key.privilege(),
                    key.role(),
                    grantable ? ", who may pass it on" : ", which is not declared");
        }
    }
}
