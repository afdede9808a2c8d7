package dev.bailiwick.posture.database.setup;

import dev.bailiwick.posture.database.login.Login;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server that is stopped has stored, put back into the tables of an older version: the
 * numbered steps up to one make them, and take the rows as far as they have columns for them.
 */
final class OlderTables {

    /** Kept until the rows are taken over. */
    private static final String SET_ASIDE =
            """
            alter schema posture rename to newer;
            alter schema bailiwick rename to newer_bailiwick
            """;

    /**
     * Row-level security holds the owner back as it did then: its policies show it the same tables.
     */
    private static final String TAKE_OVER =
            """
            do $$
            declare
                older record;
            begin
                perform set_config('session_replication_role', 'replica', true);
                perform posture.make_finding_month(to_date(right(relname, 7), 'YYYY_MM'))
                from pg_class where relnamespace = 'newer'::regnamespace and relkind = 'r' and relname ~ '^finding_[0-9_]+$';
                for older in
                    select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
                    from pg_class c
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = '' and a.attidentity = ''
                    join pg_attribute newer on newer.attrelid = to_regclass('newer.' || quote_ident(c.relname)) and newer.attname = a.attname
                    where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                      and c.relname !~ 'flyway'
                    group by c.relname
                loop
                    execute format('insert into posture.%1$I (%2$s) select %2$s from newer.%1$I', older.name, older.columns);
                    execute format('alter table posture.%I enable row level security, force row level security', older.name);
                end loop;
                for older in
                    select * from pg_policies
                    where schemaname = 'newer' and roles = '{bailiwick_owner}' and to_regclass('posture.' || quote_ident(tablename)) is not null
                loop
                    execute format('create policy %I on posture.%I for %s to bailiwick_owner using (true)',
                                   older.policyname, older.tablename, older.cmd);
                end loop;
            end
            $$;
            drop schema newer, newer_bailiwick cascade
            """;

    /** But of the engines' own tables. */
    private static final String COLUMNS =
            """
            select c.relname, string_agg('t.' || quote_ident(a.attname), ', ' order by a.attnum)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and c.relname !~ 'flyway|scheduled_tasks'
            group by c.relname
            """;

    /** By the names of the tables. */
    private final Map<String, String> columns = new TreeMap<>();

    private OlderTables(JdbcClient admin) {
        admin.sql(COLUMNS)
                .query((row, n) -> columns.put(row.getString(1), row.getString(2)))
                .list();
    }

    /**
     * @param admin of the database of a server that is stopped
     * @param last the newest step that the older version knew, such as {@code V060}
     */
    static OlderTables leave(Login admin, String last, Path room) throws IOException {
        JdbcClient client = JdbcClient.create(admin.dataSource());
        client.sql(SET_ASIDE).update();
        SteppedDatabases.migrateTo(admin, last, room);
        client.sql(TAKE_OVER).update();
        return new OlderTables(client);
    }

    /** The rows of all tables that the older version had, as it knew them. */
    Map<String, List<String>> rows(JdbcClient sql) {
        Map<String, List<String>> rows = new TreeMap<>();
        columns.forEach(
                (table, known) ->
                        rows.put(
                                table,
                                sql.sql(
                                                "select row(%s)::text from posture.%s t order by 1"
                                                        .formatted(known, table))
                                        .query(String.class)
                                        .list()));
        return rows;
    }
}
