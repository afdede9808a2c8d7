-- What the daily look for old scans asks of all tenants, as a role that sees none of them.

-- as the next one was called before
drop function if exists tenants_to_thin_out(integer, integer);

-- The tenants that keep scans for a time or up to a number, by a setting of their own or the server's, or that have a deleted scan
-- whose job has failed or is gone, and that have not been looked after for a day. Scans of a deleted provider go with that.
create or replace function tenants_due_for_retention(days integer, scans integer) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select t.id
        from posture.tenant t
        left join posture.retention r on r.tenant_id = t.id
        where t.deleted_at is null
          and (coalesce(r.days, tenants_due_for_retention.days) is not null
               or coalesce(r.scans, tenants_due_for_retention.scans) is not null
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
revoke all on function tenants_due_for_retention(integer, integer) from public;
grant execute on function tenants_due_for_retention(integer, integer) to bailiwick_worker;

-- What the tenant in scope says of how long it keeps scans: of what is named in changed, null is as the server says. It removes scans
-- of all providers, so it is for who sees them all and may remove scans.
create or replace function change_retention(new_days integer, new_scans integer, changed text[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    before posture.retention;
    days integer;
    scans integer;
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    if above_rank(array['MANAGE_SCANS'], true, null) then
        return 'above';
    end if;
    select * into before from posture.retention r where r.tenant_id = own;
    days := case when 'days' = any (changed) then new_days else before.days end;
    scans := case when 'scans' = any (changed) then new_scans else before.scans end;
    if (days, scans) is not distinct from (before.days, before.scans) then
        return 'done';
    end if;
    insert into posture.retention (tenant_id, days, scans) values (own, days, scans)
    on conflict (tenant_id) do update set days = excluded.days, scans = excluded.scans, updated_at = now();
    perform authority_noted(own, bailiwick.principal(), 'tenant.retention', own,
        jsonb_build_object('days', days, 'scans', scans,
                           'before', jsonb_build_object('days', before.days, 'scans', before.scans)));
    return 'done';
end
$$;
revoke all on function change_retention(integer, integer, text[]) from public;
grant execute on function change_retention(integer, integer, text[]) to bailiwick_app;
