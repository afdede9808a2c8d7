-- What the look for schedules that have come to a stop asks of all tenants, as a role that sees none of them.

-- The schedules that are not paused and have no scan that will be made, of providers that are there. The worker is told ids alone.
create or replace function idle_schedules() returns table (tenant_id uuid, schedule_id uuid)
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select c.tenant_id, c.id
        from posture.schedule c
        join posture.tenant t on t.id = c.tenant_id and t.deleted_at is null
        join posture.provider p on p.tenant_id = c.tenant_id and p.id = c.provider_id and p.deleted_at is null
        where not c.paused
          and not exists (
              select from posture.scan s
              join posture.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
              where s.tenant_id = c.tenant_id and s.id = c.next_scan_id
                and j.state in ('available', 'scheduled', 'executing'));
    end;
revoke all on function idle_schedules() from public;
grant execute on function idle_schedules() to bailiwick_worker;
