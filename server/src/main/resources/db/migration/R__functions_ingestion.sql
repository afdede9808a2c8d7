-- What the engine asks about uploads of all tenants, as a role that sees none of them.

-- Whether somebody is still at it: its own job, or that of the scan whose results it takes in. Asked once for each row, so for few.
create or replace function is_worked_on(upload ingestion) returns boolean
    language sql stable
as $$
    select exists (
            select from posture.scan s
            join posture.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
            where s.tenant_id = upload.tenant_id and s.id = upload.scan_id
              and j.state in ('available', 'scheduled', 'executing'))
        or exists (
            select from posture.job j
            where j.tenant_id = upload.tenant_id and j.ingestion_id = upload.id
              and j.state in ('available', 'scheduled', 'executing'))
$$;
revoke all on function is_worked_on(ingestion) from public;
grant execute on function is_worked_on(ingestion) to bailiwick_maint;

-- Of an upload, the scans whose findings nobody has seen, and that nobody has deleted meanwhile.
create or replace function unseen_scans(upload ingestion) returns setof uuid
    language sql stable
as $$
    select s.id from posture.scan s
    where s.tenant_id = upload.tenant_id and s.ingestion_id = upload.id and s.published_at is null and s.deleted_at is null
$$;
revoke all on function unseen_scans(ingestion) from public;
grant execute on function unseen_scans(ingestion) to bailiwick_maint;

-- Whether there is one that broke off so long ago, or one whose job is over without having ended it: maintenance removes these.
create or replace function has_abandoned_uploads(seconds bigint) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (
        select from posture.ingestion i
        where i.status in ('receiving', 'pending', 'processing')
          and (i.status <> 'receiving' or i.touched_at < now() - seconds * interval '1 second')
          and not is_worked_on(i));
end
$$;
revoke all on function has_abandoned_uploads(bigint) from public;
grant execute on function has_abandoned_uploads(bigint) to bailiwick_worker;

-- What is asked about all uploads of the tenant in scope, also by who sees some of them only.

-- The bytes that are kept of those that are not written yet.
create or replace function waiting_bytes() returns bigint
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return (
        select coalesce(sum(i.stored_bytes), 0) from posture.ingestion i
        where i.tenant_id = bailiwick.tenant() and i.status in ('receiving', 'pending', 'processing'));
end
$$;
revoke all on function waiting_bytes() from public;
grant execute on function waiting_bytes() to bailiwick_app;

-- Whether an earlier one with one of its accounts has not been written yet.
create or replace function is_behind_another(upload uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (
        select from posture.ingestion i
        join posture.ingestion_account mine on mine.tenant_id = i.tenant_id and mine.ingestion_id = i.id
        join posture.ingestion_account other
          on other.tenant_id = i.tenant_id and other.provider = mine.provider and other.uid = mine.uid and other.ingestion_id <> i.id
        join posture.ingestion earlier on earlier.tenant_id = i.tenant_id and earlier.id = other.ingestion_id
        where i.tenant_id = bailiwick.tenant() and i.id = upload and earlier.status in ('pending', 'processing')
          and (earlier.requested_at, earlier.id) < (i.requested_at, i.id));
end
$$;
revoke all on function is_behind_another(uuid) from public;
grant execute on function is_behind_another(uuid) to bailiwick_app;
