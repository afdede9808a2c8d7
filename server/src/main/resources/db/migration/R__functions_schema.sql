-- The repeatable steps that ran last, as schema_version tells of the numbered ones: for servers that do not migrate.

create or replace function repeatable_steps() returns table (script text, checksum integer)
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select distinct on (h.script) h.script::text, h.checksum
        from posture.flyway_schema_history h
        where h.success and h.version is null and h.type = 'SQL'
        order by h.script, h.installed_rank desc;
    end;
revoke all on function repeatable_steps() from public;
grant execute on function repeatable_steps() to bailiwick_maint;
