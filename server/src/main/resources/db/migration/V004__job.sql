-- Work in the background. The envelope lives here under row-level security; the engine's own row holds nothing but the job's id.
create table job (
    tenant_id       uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id              uuid not null default uuidv7(),
    name            text not null,
    -- available, executing, completed, failed, cancelled: the words of the API
    state           text not null default 'available' check (state in ('available', 'scheduled', 'executing', 'completed', 'failed', 'cancelled')),
    args            jsonb not null default '{}',
    result          jsonb,
    -- how far it is, and whatever else is worth showing beside the result
    metadata        jsonb not null default '{}',
    principal_id    uuid,
    provider_id     uuid,
    correlation     text not null,
    -- the number of the attempt under way; a transaction of an older one is rolled back
    attempt         integer not null default 0,
    -- runs that threw, and runs during which the server died; too many of either end the job
    failures        integer not null default 0,
    deaths          integer not null default 0,
    inserted_at     timestamptz not null default now(),
    started_at      timestamptz,
    completed_at    timestamptz,
    primary key (tenant_id, id)
);
-- the engine knows a job by its id alone (job_tenant)
create index job_by_id on job (id);

-- db-scheduler's own table, as its documentation gives it for PostgreSQL
create table scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            bytea,
    execution_time       timestamptz,
    picked               boolean not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time);
