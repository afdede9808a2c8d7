-- Doors to the engine's table of jobs, and the order in which jobs come out of it
-- (docs/decisions/0049-tenants-take-turns-in-queues.md).

-- The turn of a job that is asked for now: one behind the last of its tenant that waits, and not before the turn of the queue, so
-- that each tenant with jobs gets one done in each turn.
create or replace function next_turn(task text, tenant_id uuid, urgency smallint) returns bigint
    language sql volatile set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select 1 + greatest(
            coalesce((select c.turn from posture.job_clock c where c.task_name = next_turn.task), 0),
            coalesce((select max(s.turn) from posture.scheduled_tasks s
                      where s.task_name = next_turn.task and s.tenant_id = next_turn.tenant_id and s.urgency = next_turn.urgency
                        and not s.picked and s.turn is not null), 0));
    end;
revoke all on function next_turn(text, uuid, smallint) from public;
grant execute on function next_turn(text, uuid, smallint) to bailiwick_worker;

-- Puts a waiting job of the tenant in scope into its queue. One that is not due yet gets its turn when it is: else those that have
-- waited for their hour would all come at once, in front of everybody.
create or replace function enqueue_job(job uuid, at timestamptz) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version,
                                         tenant_id, principal_id, urgency, turn)
    select 'job-' || j.queue, j.id::text, at, false, 0, 1, j.tenant_id, j.principal_id, j.urgency,
           case when at <= now() then next_turn('job-' || j.queue, j.tenant_id, j.urgency) end
    from posture.job j
    where j.tenant_id = bailiwick.tenant() and j.id = enqueue_job.job and j.state = 'available'
    -- of one that had ended before, whose process has not removed it yet, or was killed before it could; it is that process's no more
    on conflict (task_name, task_instance) do update
    set execution_time = excluded.execution_time, picked = false, picked_by = null, last_heartbeat = null,
        consecutive_failures = 0, version = scheduled_tasks.version + 1, urgency = excluded.urgency, turn = excluded.turn
    -- whoever gives a job of theirs the id of another tenant's has no part in that
    where scheduled_tasks.tenant_id = excluded.tenant_id;
    if not found then
        raise exception 'no waiting job % in this tenant', enqueue_job.job using errcode = 'no_data_found';
    end if;
end
$$;
revoke all on function enqueue_job(uuid, timestamptz) from public;
grant execute on function enqueue_job(uuid, timestamptz) to bailiwick_app;

-- Takes a cancelled job of the tenant in scope out of its queue; one that a process has picked is left to that process.
create or replace function dequeue_job(job uuid) returns void
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        delete from posture.scheduled_tasks s
        using posture.job j
        where j.tenant_id = bailiwick.tenant() and j.id = dequeue_job.job and j.state = 'cancelled'
          and s.task_name = 'job-' || j.queue and s.task_instance = j.id::text and s.tenant_id = j.tenant_id and not s.picked;
    end;
revoke all on function dequeue_job(uuid) from public;
grant execute on function dequeue_job(uuid) to bailiwick_app;

-- Gives their turn to the jobs of a queue that have become due since somebody looked.
create or replace function give_turns(task text, at timestamptz) returns void
    language plpgsql volatile set search_path = pg_catalog, posture, pg_temp set enable_seqscan = off set enable_sort = off
as $$
declare
    due record;
begin
    for due in
        select s.task_instance, s.tenant_id, s.urgency
        from posture.scheduled_tasks s
        where s.task_name = task and not s.picked and s.turn is null and s.execution_time <= at
        order by s.execution_time
        limit 1000
        for update skip locked
    loop
        update posture.scheduled_tasks s set turn = posture.next_turn(task, due.tenant_id, due.urgency)
        where s.task_name = task and s.task_instance = due.task_instance;
    end loop;
end
$$;
revoke all on function give_turns(text, timestamptz) from public;
grant execute on function give_turns(text, timestamptz) to bailiwick_worker;

-- Whether jobs wait in a queue of any tenant but those (none is null). Looks between them and not at what waits of theirs, which may be
-- ten thousands.
create or replace function others_wait(task text, passed_over uuid[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (
        select from (
            select coalesce(lag(o.id) over (order by o.id), '00000000-0000-0000-0000-000000000000') as low,
                   coalesce(o.id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as high
            from (select unnest(others_wait.passed_over) union all select null) o (id)) gap
        cross join lateral (
            select from posture.scheduled_tasks s
            where s.task_name = others_wait.task and not s.picked and s.turn is not null
              and s.tenant_id > gap.low and s.tenant_id < gap.high
            limit 1) one);
end
$$;
revoke all on function others_wait(text, uuid[]) from public;
grant execute on function others_wait(text, uuid[]) to bailiwick_worker;

-- Whether anybody but one tenant could ask for jobs.
create or replace function several_tenants() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return (select count(*) > 1 from (select t.id from posture.tenant t where t.deleted_at is null limit 2) found);
end
$$;
revoke all on function several_tenants() from public;
grant execute on function several_tenants() to bailiwick_worker;

-- Picks due jobs of one queue for a process: by their turn, and of tenants of which it runs fewer than a share, as long as any of the
-- others waits. Whoever is picked gives up the turn: should the job be put off, it gets another. In a queue whose jobs may take hours
-- (lasting), where there are several tenants, none gets more than its share, whether anybody waits at the moment or not: whoever comes
-- the moment after would else wait until those jobs end.
-- All in one: each function more that the rows pass through costs as much as finding them. By its indexes: the plan is made once for a
-- connection, mostly when nothing waits yet, and the table would be read whole with ten thousand in it.
create or replace function pick_due_jobs(task text, process text, at timestamptz, most integer, share integer, lasting boolean)
    returns setof scheduled_tasks
    language plpgsql volatile set search_path = pg_catalog, posture, pg_temp set enable_seqscan = off set enable_sort = off
as $$
declare
    one_by_one constant boolean := lasting and posture.several_tenants();
    over_share uuid[];
    without_turn boolean;
begin
    -- should this be lost, it is picked again; whoever has it then is told apart by the attempt, which is not lost
    perform set_config('synchronous_commit', 'off', true);
    -- one by one: what was picked the moment before counts
    for n in 1..case when one_by_one then most else 1 end loop
        select array(select s.tenant_id from posture.scheduled_tasks s
                     where s.task_name = task and s.picked and s.picked_by = process
                     group by s.tenant_id having count(*) >= share),
               exists (select from posture.scheduled_tasks s
                       where s.task_name = task and not s.picked and s.turn is null and s.execution_time <= at)
        into over_share, without_turn;
        if without_turn then
            perform posture.give_turns(task, at);
        end if;
        if cardinality(over_share) > 0 and not posture.others_wait(task, over_share) then
            exit when one_by_one;
            over_share := '{}';
        end if;
        loop
            return query
                with due as materialized (
                    select s.ctid as row, s.task_instance, s.turn, s.place
                    from posture.scheduled_tasks s
                    where s.task_name = task and not s.picked and s.turn is not null and s.execution_time <= at
                      and not over_share @> array[s.tenant_id]
                    order by s.place, s.execution_time
                    limit case when one_by_one then 1 else most end
                    for update skip locked),
                reached as (
                    insert into posture.job_clock as c (task_name, turn)
                    select task, max(due.turn) from due having count(*) > 0
                    on conflict (task_name) do update set turn = excluded.turn where c.turn < excluded.turn),
                picked as (
                    update posture.scheduled_tasks s
                    set picked = true, picked_by = process, last_heartbeat = at, version = s.version + 1, turn = null
                    -- by where they stand: they are few, which the planner cannot know, who else goes through all that wait to find them
                    where s.ctid = any (array(select due.row from due))
                    returning s.*)
                select picked.* from picked join due using (task_instance) order by due.place;
            exit when found or one_by_one or cardinality(over_share) = 0;
            over_share := '{}';
        end loop;
        exit when not found;
    end loop;
end
$$;
revoke all on function pick_due_jobs(text, text, timestamptz, integer, integer, boolean) from public;
grant execute on function pick_due_jobs(text, text, timestamptz, integer, integer, boolean) to bailiwick_worker;

-- As processes of earlier versions asked.
drop function if exists pick_jobs(text, text, timestamptz, integer, integer);
drop function if exists pick_lasting_jobs(text, text, timestamptz, integer, integer);
drop function if exists pick_jobs_of_others(text, text, timestamptz, integer, uuid[]);

-- Of each name in the engine's table: whether a process is at work on it, and since when (in seconds) what waits in front has been due, be it
-- that nobody has picked it or that whoever has is dead. Goes from name to name and looks at the first alone, by the indexes: there may be a
-- million behind it, and none of them comes before it.
create or replace function look_at_tasks() returns table (task text, served boolean, seconds bigint)
    language plpgsql stable set search_path = pg_catalog, posture, pg_temp set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
declare
    alive constant timestamptz := now() - interval '1 minute';
    dead timestamptz;
begin
    task := '';
    loop
        select s.task_name into task from posture.scheduled_tasks s where s.task_name > task order by s.task_name limit 1;
        exit when not found;
        select coalesce(bool_or(s.last_heartbeat > alive), false), min(s.execution_time) filter (where s.last_heartbeat <= alive)
        into served, dead
        from posture.scheduled_tasks s
        where s.task_name = task and s.picked;
        seconds := extract(epoch from now() - least(
            dead,
            (select s.execution_time from posture.scheduled_tasks s
             where s.task_name = task and not s.picked and s.turn is null
             order by s.execution_time limit 1),
            (select s.execution_time from posture.scheduled_tasks s
             where s.task_name = task and not s.picked and s.turn is not null
             order by s.place, s.execution_time limit 1)));
        return next;
    end loop;
end
$$;
revoke all on function look_at_tasks() from public;
grant execute on function look_at_tasks() to bailiwick_worker;

-- Those of the attempts that are not under way any more: their job is over or gone, or another attempt has taken over.
create or replace function stale_jobs(jobs uuid[], attempts integer[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select r.job
        from unnest(stale_jobs.jobs, stale_jobs.attempts) r (job, attempt)
        where not exists (
            select from posture.job j
            join posture.scheduled_tasks s
                on s.task_name = 'job-' || j.queue and s.task_instance = j.id::text and s.tenant_id = j.tenant_id
            where j.id = r.job and j.attempt = r.attempt and j.state = 'executing');
    end;
revoke all on function stale_jobs(uuid[], integer[]) from public;
grant execute on function stale_jobs(uuid[], integer[]) to bailiwick_worker;

-- Puts those jobs into their queues that waited for one that has just been completed, and for nothing else; answers how many. As the owner, since they
-- may be about what the principal of the completed one does not see.
create or replace function release_jobs(need uuid) returns integer
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    waiting uuid[];
    ready uuid;
    released integer := 0;
begin
    -- locked first: of two needs that are completed at once, the second to come here sees the first
    waiting := array(
        select j.id
        from posture.job_need n
        join posture.job j on j.tenant_id = n.tenant_id and j.id = n.job_id
        where n.tenant_id = own and n.needs_id = need and j.state = 'scheduled'
        order by j.id
        for no key update of j);
    if cardinality(waiting) = 0 then
        return 0;
    end if;
    for ready in
        update posture.job j set state = 'available'
        where j.tenant_id = own and j.id = any (waiting) and j.state = 'scheduled'
          and not exists (
              select from posture.job_need n
              join posture.job o on o.tenant_id = n.tenant_id and o.id = n.needs_id
              where n.tenant_id = j.tenant_id and n.job_id = j.id and o.state <> 'completed')
        returning j.id
    loop
        perform posture.enqueue_job(ready, now());
        released := released + 1;
    end loop;
    return released;
end
$$;
revoke all on function release_jobs(uuid) from public;
grant execute on function release_jobs(uuid) to bailiwick_app;

-- Takes a job of the tenant in scope that is over out of its queue, picked or not: for the attempt that ends it, in the same transaction.
create or replace function leave_queue(job uuid) returns void
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        delete from posture.scheduled_tasks s
        using posture.job j
        where j.tenant_id = bailiwick.tenant() and j.id = leave_queue.job and j.state in ('completed', 'failed', 'cancelled')
          and s.task_name = 'job-' || j.queue and s.task_instance = j.id::text and s.tenant_id = j.tenant_id;
    end;
revoke all on function leave_queue(uuid) from public;
grant execute on function leave_queue(uuid) to bailiwick_app;

-- Ends a job as the attempt of that number, if it is the current one, and lets begin what waited for it alone. Answers how many those are, and
-- null of an attempt that is not current. As the caller: what it does not see it does not end.
create or replace function end_job(job uuid, attempt integer, state text, result jsonb) returns integer
    language plpgsql set search_path = pg_catalog, posture, pg_temp
as $$
begin
    update posture.job j set state = end_job.state, result = end_job.result, completed_at = now()
    where j.id = end_job.job and j.attempt = end_job.attempt and j.state = 'executing';
    if not found then
        return null;
    end if;
    perform posture.leave_queue(job);
    return case when end_job.state = 'completed' then posture.release_jobs(job) else 0 end;
end
$$;
revoke all on function end_job(uuid, integer, text, jsonb) from public;
grant execute on function end_job(uuid, integer, text, jsonb) to bailiwick_app;

-- Cancels what waits for a cancelled job, and what waits for that; answers them, for their handlers. As the owner, like release_jobs.
create or replace function cancel_waiting(need uuid, result jsonb)
    returns table (job uuid, job_name text, job_args jsonb)
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        with recursive behind (id) as (
            select n.job_id
            from posture.job o
            join posture.job_need n on n.tenant_id = o.tenant_id and n.needs_id = o.id
            where o.tenant_id = bailiwick.tenant() and o.id = cancel_waiting.need and o.state = 'cancelled'
            union
            select n.job_id
            from behind
            join posture.job_need n on n.tenant_id = bailiwick.tenant() and n.needs_id = behind.id)
        update posture.job j
        set state = 'cancelled', attempt = j.attempt + 1, result = cancel_waiting.result, completed_at = now()
        from behind
        where j.tenant_id = bailiwick.tenant() and j.id = behind.id and j.state = 'scheduled'
        returning j.id, j.name, j.args;
    end;
revoke all on function cancel_waiting(uuid, jsonb) from public;
grant execute on function cancel_waiting(uuid, jsonb) to bailiwick_app;
