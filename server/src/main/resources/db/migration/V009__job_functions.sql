-- The two doors between tenants' jobs and the engine's table. Owner-defined: app can add to the engine's table nothing but a job
-- of its own tenant, worker can learn of a job nothing but whose it is.
create function enqueue_job(job uuid, at timestamptz) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version, priority)
    select 'job', j.id::text, at, false, 0, 1, 50
    from posture.job j
    where j.tenant_id = bailiwick.tenant() and j.id = enqueue_job.job and j.state = 'available';
    if not found then
        raise exception 'no waiting job % in this tenant', enqueue_job.job using errcode = 'no_data_found';
    end if;
end
$$;
revoke all on function enqueue_job(uuid, timestamptz) from public;
grant execute on function enqueue_job(uuid, timestamptz) to bailiwick_app;

create function job_tenant(job uuid, out tenant_id uuid, out principal_id uuid) returns setof record
    language sql stable security definer rows 1 set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select j.tenant_id, j.principal_id from posture.job j where j.id = job_tenant.job limit 1;
    end;
revoke all on function job_tenant(uuid) from public;
grant execute on function job_tenant(uuid) to bailiwick_worker;
