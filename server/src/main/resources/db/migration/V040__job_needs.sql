-- Jobs that wait for others, that are there once, and that are removed some time after their end.
alter table job add column key text check (key <> '');
create unique index job_by_key on job (tenant_id, name, key) where key is not null and state in ('available', 'scheduled', 'executing');
create index job_by_end on job (completed_at) where completed_at is not null;

-- A job that is scheduled becomes available when all that it needs are completed.
create table job_need (
    tenant_id   uuid not null default bailiwick.tenant(),
    job_id      uuid not null,
    needs_id    uuid not null,
    primary key (tenant_id, job_id, needs_id),
    foreign key (tenant_id, job_id) references job on delete cascade,
    foreign key (tenant_id, needs_id) references job on delete cascade
);
create index job_need_by_needed on job_need (tenant_id, needs_id);
