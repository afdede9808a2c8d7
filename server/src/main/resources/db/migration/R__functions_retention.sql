-- What the daily look for old scans asks of all tenants, as a role that sees none of them.

-- The tenants that keep scans for a time or up to a number, by a setting of their own or the server's, or that have a deleted scan
-- whose job has failed or is gone, and that have not been looked after for a day. Scans of a deleted provider go with that.
create or replace function tenants_to_thin_out(days integer, scans integer) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select t.id
        from posture.tenant t
        left join posture.retention r on r.tenant_id = t.id
        where t.deleted_at is null
          and (coalesce(r.days, tenants_to_thin_out.days) is not null
               or coalesce(r.scans, tenants_to_thin_out.scans) is not null
               or exists (
                   select from posture.scan s
                   join posture.provider p on p.tenant_id = s.tenant_id and p.id = s.provider_id and p.deleted_at is null
                   where s.tenant_id = t.id and s.deleted_at is not null
                     and not exists (
                         select from posture.job j
                         where j.tenant_id = t.id and j.id = s.job_id and j.state in ('available', 'scheduled', 'executing'))))
          and not exists (
              select from posture.job j
              where j.tenant_id = t.id and j.name = 'scan-retention'
                and (j.inserted_at > now() - interval '1 day' or j.state in ('available', 'scheduled', 'executing')));
    end;
revoke all on function tenants_to_thin_out(integer, integer) from public;
grant execute on function tenants_to_thin_out(integer, integer) to bailiwick_worker;
