package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

/** What a database has been made of, apart from its partitions and the rows in it. */
record Catalogue(Map<String, String> objects) {

    /** The rights that are kept as lists are sorted: their order is that of the grants. */
    private static final String OBJECTS =
            """
            with own as (
                select oid, relname, relacl, relkind, relrowsecurity, relforcerowsecurity
                from pg_class
                where relnamespace in ('posture'::regnamespace, 'bailiwick'::regnamespace)
                  and not relispartition and relname !~ 'flyway')
            select 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as object,
                   pg_get_functiondef(p.oid) || (
                       select string_agg(a::text, ' ' order by a::text)
                       from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a) as text
            from pg_proc p
            where p.pronamespace in ('posture'::regnamespace, 'bailiwick'::regnamespace)
            union all
            select 'relation ' || relname, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity, (
                       select string_agg(a::text, ' ' order by a::text) from unnest(relacl) a))
            from own
            union all
            select 'column ' || own.relname || '.' || attname,
                   concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attgenerated, (
                       select string_agg(a::text, ' ' order by a::text) from unnest(attacl) a),
                       pg_get_expr(adbin, adrelid))
            from own
            join pg_attribute on attrelid = own.oid and attnum > 0 and not attisdropped
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where relkind in ('r', 'p')
            union all
            select 'index ' || relname, pg_get_indexdef(oid) from own where relkind in ('i', 'I')
            union all
            select 'constraint ' || relname || ' ' || conname, pg_get_constraintdef(pg_constraint.oid)
            from pg_constraint join own on own.oid = conrelid
            union all
            select 'trigger ' || relname || ' ' || tgname, pg_get_triggerdef(pg_trigger.oid)
            from pg_trigger join own on own.oid = tgrelid where not tgisinternal
            union all
            select 'policy ' || tablename || ' ' || policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)
            from pg_policies where schemaname = 'posture'
            """;

    /** Names within it are written in full, or in short, as the one who asks finds them. */
    static Catalogue of(DataSource source) {
        Map<String, String> objects = new TreeMap<>();
        JdbcClient.create(source)
                .sql(OBJECTS)
                .query((row, n) -> objects.put(row.getString(1), row.getString(2)))
                .list();
        assertThat(objects)
                .containsKeys(
                        "column tenant.authority_epoch",
                        "function lock_authority()",
                        "policy role bailiwick_app",
                        "trigger tenant authority_moves");
        return new Catalogue(objects);
    }

    void assertSame(Catalogue other) {
        assertThat(other.objects()).isEqualTo(objects);
    }
}
