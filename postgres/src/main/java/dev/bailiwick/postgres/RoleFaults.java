package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Named;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Roles that may more than their part in the wall asks for. */
final class RoleFaults {

    /** One row for each attribute that a role has. */
    private static final String ATTRIBUTES =
            """
            select rolname, attribute from pg_catalog.pg_roles
            cross join lateral (values
                ('SUPERUSER', rolsuper), ('BYPASSRLS', rolbypassrls), ('CREATEROLE', rolcreaterole),
                ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication)) as has (attribute, yes)
            where yes and rolname = any (?)
            """;

    /** Directly or through other roles, also without inheriting: SET ROLE is enough. */
    private static final String MEMBERSHIPS =
            """
            select member.rolname, other.rolname,
                other.rolsuper or other.rolbypassrls as unbound
            from pg_catalog.pg_roles as member
            join pg_catalog.pg_roles as other on other.oid <> member.oid
            where member.rolname = any (?) and not member.rolsuper
            and pg_catalog.pg_has_role(member.oid, other.oid, 'MEMBER')
            """;

    private static final String OWNED =
            """
            select rolname, kind || ' ' || name from pg_catalog.pg_roles
            join (
                select relowner, 'relation', oid::regclass::text from pg_catalog.pg_class where relpersistence <> 't'
                union all select nspowner, 'schema', nspname from pg_catalog.pg_namespace where nspname !~ '^pg_'
                union all select datdba, 'database', datname from pg_catalog.pg_database
                union all select proowner, 'function', oid::regprocedure::text from pg_catalog.pg_proc
            ) as object (owner, kind, name) on owner = pg_roles.oid
            where rolname = any (?)
            """;

    private static final String MAY_CREATE =
            """
            select rolname, 'create objects in schema ' || nspname
            from pg_catalog.pg_roles cross join pg_catalog.pg_namespace
            where rolname = any (?) and not rolsuper and nspowner <> pg_roles.oid and nspname !~ '^pg_(toast|temp)'
            and has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'CREATE')
            union all
            select rolname, 'create ' || what || ' in database ' || datname
            from pg_catalog.pg_roles cross join pg_catalog.pg_database
            cross join (values ('schemas', 'CREATE'), ('temporary tables', 'TEMPORARY')) as may (what, privilege)
            where rolname = any (?) and not rolsuper and datdba <> pg_roles.oid and datname = current_database()
            and has_database_privilege(pg_roles.oid, pg_database.oid, privilege)
            """;

    private final Roles roles;

    RoleFaults(Wall wall) {
        this.roles = wall.roles();
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<String> bound = roles.bound();
        List<String> all =
                Stream.concat(Stream.of(roles.owner()), roles.granted().stream()).toList();
        List<Fault> faults = new ArrayList<>();
        for (Named name : catalogue.missing(all)) {
            faults.add(Check.ROLE_MISSING.fault("role " + name.label(), "does not exist"));
        }
        catalogue.list(ATTRIBUTES, row -> List.of(row.getString(1), row.getString(2)), all).stream()
                .filter(has -> !isMaintenance(has.get(0)) || !has.get(1).equals("BYPASSRLS"))
                .map(has -> Check.ROLE_ATTRIBUTE.fault("role " + has.get(0), "is " + has.get(1)))
                .forEach(faults::add);
        faults.addAll(
                catalogue.list(
                        MEMBERSHIPS,
                        row ->
                                Check.ROLE_MEMBERSHIP.fault(
                                        "role " + row.getString(1),
                                        "is a member of %s%s",
                                        row.getString(2),
                                        describe(row.getString(2), row.getBoolean(3))),
                        bound));
        faults.addAll(
                catalogue.list(
                        OWNED,
                        row ->
                                Check.ROLE_OWNS.fault(
                                        "role " + row.getString(1), "owns %s", row.getString(2)),
                        bound));
        faults.addAll(
                catalogue.list(
                        MAY_CREATE,
                        row ->
                                Check.ROLE_MAY_CREATE.fault(
                                        "role " + row.getString(1), "may %s", row.getString(2)),
                        bound,
                        bound));
        return faults;
    }

    private boolean isMaintenance(String role) {
        return roles.maintenance().filter(role::equals).isPresent();
    }

    private String describe(String role, boolean unbound) {
        if (role.equals(roles.owner())) {
            return ", the owner, which can switch row-level security off";
        }
        return unbound ? ", which policies do not bind" : "";
    }
}
