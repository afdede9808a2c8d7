-- When the provider is scanned by itself. The next run stands ready as a scan and its job, which waits in the engine.
create table schedule (
    tenant_id    uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id           uuid not null default uuidv7(),
    provider_id  uuid not null,
    provider_no  integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    -- minute, hour, day of the month, month, day of the week, as clocks in the zone show them
    cron         text not null,
    zone         text not null,
    paused       boolean not null default false,
    -- the scan that is made next; null while it is paused
    next_scan_id uuid,
    next_at      timestamptz,
    inserted_at  timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, provider_id),
    foreign key (tenant_id, provider_id) references provider on delete cascade
);
