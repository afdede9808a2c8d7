-- Doors to the engine's table of jobs, beside those of V009.

-- Takes a cancelled job of the tenant in scope out of its queue; one that a process has picked is left to that process.
create or replace function dequeue_job(job uuid) returns void
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        delete from posture.scheduled_tasks s
        using posture.job j
        where j.tenant_id = bailiwick.tenant() and j.id = dequeue_job.job and j.state = 'cancelled'
          and s.task_name = 'job' and s.task_instance = j.id::text and not s.picked;
    end;
revoke all on function dequeue_job(uuid) from public;
grant execute on function dequeue_job(uuid) to bailiwick_app;

-- Those of the attempts that are not under way any more: their job is over or gone, or another attempt has taken over.
create or replace function stale_jobs(jobs uuid[], attempts integer[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select r.job
        from unnest(stale_jobs.jobs, stale_jobs.attempts) r (job, attempt)
        where not exists (select from posture.job j where j.id = r.job and j.attempt = r.attempt and j.state = 'executing');
    end;
revoke all on function stale_jobs(uuid[], integer[]) from public;
grant execute on function stale_jobs(uuid[], integer[]) to bailiwick_worker;
