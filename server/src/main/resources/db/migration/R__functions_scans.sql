-- Which scan of a provider stands for it, and how long what was counted of scans holds.

-- The latest of those that were published until then, of what the caller sees: the newest of the whole account; where there is none,
-- the newest of a part of it, which says nothing of the rest. Without settings of its own, so that it becomes a part of the statement
-- that asks.
create or replace function latest_scan(of_provider uuid, until timestamptz) returns table (id uuid, published_at timestamptz)
    language sql stable
as $$
    select s.id, s.published_at
    from posture.scan s
    where s.provider_id = of_provider and s.published_at < until
    order by s.partial, s.published_at desc, s.id desc
    limit 1
$$;
revoke all on function latest_scan(uuid, timestamptz) from public;
grant execute on function latest_scan(uuid, timestamptz) to bailiwick_app;

-- What was counted in the tenant in scope, and is remembered, holds no longer. tenant.epoch tells nothing else: authority has epochs of
-- its own. As whoever calls it, whose transaction locks the tenant's row until its end.
create or replace function forget_counts() returns void
    language sql set search_path = pg_catalog, posture, pg_temp
as $$
    update posture.tenant set epoch = epoch + 1 where id = bailiwick.tenant()
$$;
revoke all on function forget_counts() from public;
grant execute on function forget_counts() to bailiwick_app;

-- Whether a job of the tenant in scope has a scan to make yet. As the owner: who sees a scan may not see the upload that it is of, nor
-- the upload's job, and is told nothing else of them.
create or replace function is_being_made(scan uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (
        select from posture.scan s
        join posture.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
        where s.tenant_id = bailiwick.tenant() and s.id = is_being_made.scan
          and j.state in ('available', 'scheduled', 'executing'));
end
$$;
revoke all on function is_being_made(uuid) from public;
grant execute on function is_being_made(uuid) to bailiwick_app;
