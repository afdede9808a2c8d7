package dev.bailiwick.testbed;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;
import java.util.List;

/** A database of one test, which may do with it what it likes. */
public final class TestDatabase {

    /** Who is bound by nothing: for fixtures and faults, never for what is tested. */
    static final String SUPERUSER = "postgres";

    private static final String TWINS = "bare";

    private final String name;
    private final Blueprint blueprint;

    TestDatabase(String name, Blueprint blueprint) {
        this.name = name;
        this.blueprint = blueprint;
    }

    public String name() {
        return name;
    }

    public Blueprint blueprint() {
        return blueprint;
    }

    /** Connections of one role, without the toolkit. */
    public PGSimpleDataSource as(String role) {
        return Server.source(name, role, blueprint.schema());
    }

    public PGSimpleDataSource app() {
        return as(blueprint.app());
    }

    public void asSuperuser(String... statements) throws SQLException {
        Server.execute(as(SUPERUSER), List.of(statements));
    }

    public void asOwner(String... statements) throws SQLException {
        Server.execute(as(blueprint.owner()), List.of(statements));
    }

    /**
     * Adds the schema {@code bare}: every table once more, with its keys and rows, where nothing
     * protects them and the app role may do everything. An attack that fails there proves nothing.
     */
    public TestDatabase withTwins() throws SQLException {
        asSuperuser(
                """
                create schema %2$s;
                do $$
                declare
                    tab record;
                begin
                    for tab in
                        select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
                        from pg_class c
                        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                        where c.relnamespace = '%1$s'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                        group by c.relname
                    loop
                        execute format('create table %2$s.%%1$I (like %1$s.%%1$I including all)', tab.relname);
                        execute format('insert into %2$s.%%1$I (%%2$s) overriding system value select %%2$s from %1$s.%%1$I',
                            tab.relname, tab.columns);
                    end loop;
                    for tab in
                        select attrelid::regclass as relname, attname from pg_attribute
                        where attidentity <> '' and attrelid in (select oid from pg_class where relnamespace = '%2$s'::regnamespace)
                    loop
                        execute format('select setval(pg_get_serial_sequence(%%1$L, %%2$L), (select max(%%2$I) + 1 from %%1$s))',
                            tab.relname, tab.attname);
                    end loop;
                end $$;
                grant usage on schema %2$s to %3$s;
                grant all on all tables in schema %2$s to %3$s;
                grant all on all sequences in schema %2$s to %3$s;
                """
                        .formatted(blueprint.schema(), TWINS, blueprint.app()));
        return this;
    }

    /** The app role's connections among the twins: a name without a schema is a twin's there. */
    public PGSimpleDataSource twins() {
        return Server.source(name, blueprint.app(), TWINS);
    }
}
