-- Scans and what they saw. Findings are written under a scan that readers do not see until it is published.
create table scan (
    tenant_id             uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id                    uuid not null default uuidv7(),
    provider_id           uuid not null,
    ingestion_id          uuid,
    job_id                uuid,
    name                  text check (length(name) between 3 and 100),
    trigger               text not null default 'manual' check (trigger in ('scheduled', 'manual')),
    state                 text not null default 'available' check (state in ('available', 'scheduled', 'executing', 'completed', 'failed', 'cancelled')),
    progress              integer not null default 0,
    unique_resource_count integer not null default 0,
    finding_count         bigint not null default 0,
    duration              integer,
    inserted_at           timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    started_at            timestamptz,
    completed_at          timestamptz,
    scheduled_at          timestamptz,
    next_scan_at          timestamptz,
    -- set by the publishing transaction, never before: its findings count from here on
    published_at          timestamptz,
    -- the range of finding ids, for partition pruning and for counts from rollups
    first_finding_id      uuid,
    last_finding_id       uuid,
    -- what is in it, for the metadata endpoints
    services              text[] not null default '{}',
    regions               text[] not null default '{}',
    resource_types        text[] not null default '{}',
    categories            text[] not null default '{}',
    resource_groups       text[] not null default '{}',
    -- what made the results, and the account's name and organisation, as the first record says
    source                jsonb,
    primary key (tenant_id, id),
    foreign key (tenant_id, provider_id) references provider
);
create index scan_by_provider on scan (tenant_id, provider_id, id desc);
create index scan_by_time on scan (tenant_id, last_finding_id) where published_at is not null;
create index scan_unpublished on scan (tenant_id, id) where published_at is null;

-- what a check says of itself; stored once for each content, not in every finding
create table check_metadata (
    tenant_id       uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id              uuid not null default uuidv7(),
    content_hash    bytea not null,
    check_id        text not null,
    categories      text[] not null default '{}',
    resource_groups text not null default '',
    metadata        jsonb not null,
    primary key (tenant_id, id),
    unique (tenant_id, content_hash)
);
create index check_metadata_by_check on check_metadata (tenant_id, check_id);

create table resource (
    tenant_id     uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id            uuid not null default uuidv7(),
    provider_id   uuid not null,
    -- the scan that saw it first: while that one is not published, readers do not see the resource
    first_scan_id uuid not null,
    uid           text not null,
    name          text not null,
    region        text not null,
    service       text not null,
    type          text not null,
    partition     text,
    details       text,
    metadata      text,
    groups        text[] not null default '{}',
    tags          jsonb not null default '{}',
    inserted_at   timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, provider_id, uid),
    foreign key (tenant_id, provider_id) references provider
);
create index resource_by_name on resource (tenant_id, name);
create index resource_by_update on resource (tenant_id, updated_at, id);
create index resource_by_first_scan on resource (tenant_id, first_scan_id);

-- text = is leakproof, containment in jsonb is not: a table of tags keeps its index under row-level security
create table resource_tag (
    tenant_id   uuid not null default bailiwick.tenant(),
    provider_id uuid not null,
    resource_id uuid not null,
    key         text not null,
    value       text not null,
    primary key (tenant_id, resource_id, key),
    foreign key (tenant_id, resource_id) references resource on delete cascade
);
create index resource_tag_by_key on resource_tag (tenant_id, key, value, resource_id);
create index resource_tag_by_value on resource_tag (tenant_id, value, resource_id);

-- which resources a scan saw, and how they fared
create table scan_resource (
    tenant_id             uuid not null default bailiwick.tenant(),
    scan_id               uuid not null,
    resource_id           uuid not null,
    provider_id           uuid not null,
    failed_findings_count integer not null default 0,
    primary key (tenant_id, scan_id, resource_id),
    foreign key (tenant_id, scan_id) references scan on delete cascade,
    foreign key (tenant_id, resource_id) references resource on delete cascade
);
create index scan_resource_by_failures on scan_resource (tenant_id, scan_id, failed_findings_count);
create index scan_resource_by_resource on scan_resource (tenant_id, resource_id);

-- What a scan says otherwise of resources that are already known. Applied once the scan is published, so that readers see nothing
-- of a scan that is not, and a scan that fails leaves them as they were.
create table resource_change (
    tenant_id   uuid not null default bailiwick.tenant(),
    scan_id     uuid not null,
    resource_id uuid not null,
    provider_id uuid not null,
    name        text not null,
    region      text not null,
    service     text not null,
    type        text not null,
    partition   text,
    details     text,
    metadata    text,
    groups      text[] not null,
    tags        jsonb not null,
    primary key (tenant_id, scan_id, resource_id),
    foreign key (tenant_id, scan_id) references scan on delete cascade,
    foreign key (tenant_id, resource_id) references resource on delete cascade
);
create index resource_change_by_resource on resource_change (tenant_id, resource_id);
