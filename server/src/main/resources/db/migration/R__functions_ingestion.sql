-- What the engine asks about uploads of all tenants, as a role that sees none of them.

-- Whether there is one that broke off so long ago, or one whose job is over without having ended it: maintenance removes these.
create or replace function has_abandoned_uploads(seconds bigint) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (
            select from posture.ingestion i
            where i.status = 'receiving' and i.touched_at < now() - seconds * interval '1 second'
              and not exists (select from posture.scan s
                              join posture.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
                              where s.tenant_id = i.tenant_id and s.id = i.scan_id
                                and j.state in ('available', 'scheduled', 'executing')))
        or exists (
            select from posture.ingestion i
            where i.status in ('pending', 'processing')
              and not exists (select from posture.scan s
                              join posture.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
                              where s.tenant_id = i.tenant_id and s.id = i.scan_id
                                and j.state in ('available', 'scheduled', 'executing'))
              and not exists (select from posture.job j
                              where j.tenant_id = i.tenant_id and j.name = 'ingestion'
                                and j.args ->> 'ingestion_id' = i.id::text
                                and j.state in ('available', 'scheduled', 'executing')));
end
$$;
revoke all on function has_abandoned_uploads(bigint) from public;
grant execute on function has_abandoned_uploads(bigint) to bailiwick_worker;
