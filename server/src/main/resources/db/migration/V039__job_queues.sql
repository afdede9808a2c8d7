-- Jobs wait in queues, and in each of them tenants take turns (docs/decisions/0049-tenants-take-turns-in-queues.md).
alter table job
    add column queue text not null default 'general',
    -- -1, 0 or 1: whether it comes before or behind other jobs of its tenant
    add column urgency smallint not null default 0 check (urgency between -1 and 1);

alter table job no force row level security;
update job set queue = case name when 'ingestion' then 'ingestion' when 'provider-deletion' then 'deletion' else 'scans' end
where name in ('ingestion', 'provider-deletion', 'scan-perform');
alter table job force row level security;

-- Beside what the engine needs: whose a job is, and when it is its turn. Without a turn it is not due yet, or has run before; it gets
-- one when it is due (pick_jobs).
alter table scheduled_tasks
    add column tenant_id uuid,
    add column urgency smallint not null default 0,
    add column turn bigint,
    -- a job of higher urgency is in front of those that came a hundred turns before, and never of all
    add column place bigint generated always as (turn - 100 * urgency) stored;

update scheduled_tasks s set task_name = 'job-' || j.queue, tenant_id = j.tenant_id
from job j
where s.task_name = 'job' and s.task_instance = j.id::text;

drop index scheduled_tasks_priority;
drop index scheduled_tasks_execution_time;
create index scheduled_tasks_place on scheduled_tasks (task_name, place, execution_time) where not picked and turn is not null;
create index scheduled_tasks_last_turn on scheduled_tasks (task_name, tenant_id, urgency, turn) where not picked and turn is not null;
create index scheduled_tasks_without_turn on scheduled_tasks (task_name, execution_time) where not picked and turn is null;
create index scheduled_tasks_picked on scheduled_tasks (task_name, picked_by) where picked;

-- The turn that a queue has come to; never goes back.
create table job_clock (
    task_name   text primary key,
    turn        bigint not null
);
