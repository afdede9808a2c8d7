package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What else in the database runs without a scope, leads out of it or hands rows on. */
final class SurroundingFaults {

    private static final String EVENT_TRIGGERS =
            """
            select evtname, evtfoid::regprocedure::text from pg_catalog.pg_event_trigger
            where evtenabled <> 'D'
            """;

    private static final String SCHEDULERS =
            "select extname from pg_catalog.pg_extension where extname in ('pg_cron',"
                    + " 'pg_partman')";

    /**
     * A row filter is the publisher's affair; without one every tenant's rows go out. Partitions,
     * in whatever schema, hold the rows of their table.
     */
    private static final String PUBLICATIONS =
            """
            select distinct pubname, case when root.oid = published.oid then 'all rows' else 'partitions' end,
                prefix || root.relname
            from pg_catalog.pg_publication_tables join pg_catalog.pg_namespace on nspname = schemaname
            join pg_catalog.pg_class as published
                on published.relname = tablename and published.relnamespace = pg_namespace.oid
            join pg_catalog.pg_class as root on root.oid = coalesce(pg_partition_root(published.oid), published.oid)
            join inside on inside.oid = root.relnamespace
            where rowfilter is null and prefix || root.relname = any (?)
            """;

    private static final String SERVERS =
            """
            select srvname from pg_catalog.pg_foreign_server
            where has_server_privilege(to_regrole(?)::oid, pg_foreign_server.oid, 'USAGE')
            """;

    private static final String REACHING_OUT =
            """
            select distinct extname from pg_catalog.pg_proc
            join pg_catalog.pg_depend on classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e'
            join pg_catalog.pg_extension on refclassid = 'pg_extension'::regclass and refobjid = pg_extension.oid
            where extname = 'dblink' and has_function_privilege(to_regrole(?)::oid, pg_proc.oid, 'EXECUTE')
            and proname in ('dblink', 'dblink_connect', 'dblink_connect_u', 'dblink_exec', 'dblink_open', 'dblink_send_query')
            """;

    /** Views that read as their caller, over one elsewhere that reads as its owner. */
    private static final String DEFINERS_BELOW =
            """
            select distinct seen.root, read.oid::regclass::text
            from (
                with recursive reads (reader, read) as (
                    select ev_class, refobjid from pg_catalog.pg_depend
                    join pg_catalog.pg_rewrite on pg_rewrite.oid = objid
                    where classid = 'pg_rewrite'::regclass and refclassid = 'pg_class'::regclass and refobjid <> ev_class),
                reached (root, oid) as (
                    select prefix || relname, read from pg_catalog.pg_class
                    join inside on inside.oid = relnamespace join reads on reader = pg_class.oid
                    where relkind = 'v'
                    union
                    select root, read from reached join reads on reader = reached.oid)
                select root, oid from reached) as seen (root, oid)
            join pg_catalog.pg_class as read on read.oid = seen.oid
            where read.relkind in ('v', 'm') and read.relnamespace not in (select oid from inside)
            and read.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            and not (read.relkind = 'v'
                and coalesce(read.reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}')
            """;

    private final Wall wall;

    SurroundingFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(running(catalogue));
        faults.addAll(leadingOut(catalogue));
        faults.addAll(
                catalogue.inside(
                        PUBLICATIONS,
                        row ->
                                Check.PUBLICATION.fault(
                                        "publication " + row.getString(1),
                                        "hands on %s of the table %s",
                                        row.getString(2),
                                        row.getString(3)),
                        withRowsOfTenants()));
        faults.addAll(
                catalogue.inside(
                        DEFINERS_BELOW,
                        row ->
                                Check.VIEW_DEFINER.fault(
                                        "view " + row.getString(1),
                                        "reads through %s, which shows rows as its owner sees them",
                                        row.getString(2))));
        return faults;
    }

    private static List<Fault> running(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(
                catalogue.list(
                        EVENT_TRIGGERS,
                        row ->
                                Check.EVENT_TRIGGER.fault(
                                        "event trigger " + row.getString(1),
                                        "runs %s",
                                        row.getString(2))));
        for (String extension : catalogue.texts(SCHEDULERS)) {
            faults.add(
                    Check.SCHEDULED_JOB.fault(
                            "extension " + extension,
                            "runs jobs in the database; let each act as the maintenance role"));
        }
        return faults;
    }

    private List<Fault> leadingOut(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (String bound : wall.roles().bound()) {
            String role = Name.quoted(bound);
            for (String server : catalogue.texts(SERVERS, role)) {
                faults.add(
                        Check.FOREIGN_SERVER.fault(
                                "foreign server " + server, "may be used by " + role));
            }
            for (String extension : catalogue.texts(REACHING_OUT, role)) {
                faults.add(
                        Check.FUNCTION_REACHES_OUT.fault(
                                "extension " + extension,
                                "its functions may be called by " + role));
            }
        }
        return faults;
    }

    private List<String> withRowsOfTenants() {
        return wall.tables().stream()
                .filter(
                        table ->
                                switch (table) {
                                    case TenantTable _, ChainedTable _, IdentityTable _ -> true;
                                    case GlobalTable _, InternalTable _, ViewTable _ -> false;
                                })
                .map(wall::label)
                .toList();
    }
}
