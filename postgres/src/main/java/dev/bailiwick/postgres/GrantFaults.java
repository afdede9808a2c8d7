package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Privilege;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Privileges beyond the declared ones, and declared ones that are missing. */
final class GrantFaults {

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
        for (Privilege held : catalogue.privileges(roles)) {
            boolean declared = held.declarable() && missing.remove(Key.of(held));
            if (!declared || held.grantable()) {
                faults.add(extra(held));
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
        for (String view : catalogue.inside(VIEWS, row -> row.getString(1), internal())) {
            faults.add(
                    Check.VIEW_DEFINER.fault("view " + view, "shows rows as its owner sees them"));
        }
        faults.addAll(
                catalogue.inside(
                        DEFAULTS,
                        row ->
                                Check.GRANT_DEFAULT.fault(
                                        "default privileges",
                                        "what %s creates is granted to %s",
                                        row.getString(2),
                                        row.getString(1)),
                        roles));
        for (Catalogue.Unreached pair : catalogue.unreached(roles)) {
            faults.add(
                    Check.GRANT_MISSING.fault(
                            "schema " + pair.schema().label(),
                            "usage for %s is missing",
                            pair.role().label()));
        }
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

    private static Fault extra(Privilege held) {
        return Check.GRANT_EXTRA.fault(
                held.relation().label(),
                "%s is granted to %s%s",
                held.privilege().label(),
                held.grantee().label(),
                held.grantable() ? ", who may pass it on" : ", which is not declared");
    }

    private record Key(String object, String role, String privilege) implements Comparable<Key> {

        private static Key of(Privilege held) {
            return new Key(
                    held.relation().label(), held.grantee().label(), held.privilege().label());
        }

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::object)
                        .thenComparing(Key::role)
                        .thenComparing(Key::privilege);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }
}
