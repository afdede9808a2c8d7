-- Findings: fat history, by month of the UUIDv7 id. inserted_at is the time inside the id.
-- status 0 FAIL 1 PASS 2 MANUAL; severity 0 critical 1 high 2 medium 3 low 4 informational; delta 0 none 1 new 2 changed:
-- smallint, since comparisons of enums are not leakproof and would lose the index under row-level security.
create table finding (
    tenant_id         uuid not null default bailiwick.tenant(),
    id                uuid not null default uuidv7(),
    scan_id           uuid not null,
    provider_id       uuid not null,
    resource_id       uuid not null,
    check_metadata_id uuid not null,
    -- first 8 bytes of the SHA-256 of uid
    uid_hash          bigint not null,
    first_seen_at     timestamptz not null,
    -- null until it is changed after its insertion: the time inside the id holds until then, and costs nothing
    updated_at        timestamptz,
    status            smallint not null check (status between 0 and 2),
    severity          smallint not null check (severity between 0 and 4),
    delta             smallint not null check (delta between 0 and 2),
    muted             boolean not null default false,
    uid               text not null,
    check_id          text not null,
    service           text not null,
    region            text not null,
    resource_type     text not null,
    status_extended   text not null,
    muted_reason      text,
    -- what no column holds
    raw_result        jsonb,
    primary key (tenant_id, id),
    foreign key (tenant_id, scan_id) references scan,
    foreign key (tenant_id, resource_id) references resource,
    foreign key (tenant_id, check_metadata_id) references check_metadata
) partition by range (id);
-- Without the id at their end the entries of one key share one (8 to 15 bytes a finding, with it 90 to 170). Order is read from the
-- primary key, few rows from here: how many there are is known before either is chosen (docs/decisions/0006-exact-counts-from-rollups.md).
create index finding_by_scan on finding (tenant_id, scan_id, status, severity);
create index finding_by_check on finding (tenant_id, scan_id, check_metadata_id);
create index finding_by_resource on finding (tenant_id, resource_id);
-- the last of a uid before another
create index finding_by_uid on finding (tenant_id, uid_hash, id);
create index finding_changed on finding (tenant_id, updated_at) where updated_at is not null;

-- counts of one scan, by what most lists filter on
create table scan_count (
    tenant_id   uuid not null default bailiwick.tenant(),
    scan_id     uuid not null,
    provider_id uuid not null,
    status      smallint not null,
    severity    smallint not null,
    delta       smallint not null,
    muted       boolean not null,
    findings    bigint not null,
    primary key (tenant_id, scan_id, status, severity, delta, muted),
    foreign key (tenant_id, scan_id) references scan on delete cascade
);

-- the same, by everything that is not a single resource
create table scan_breakdown (
    tenant_id         uuid not null default bailiwick.tenant(),
    scan_id           uuid not null,
    provider_id       uuid not null,
    check_metadata_id uuid not null,
    check_id          text not null,
    service           text not null,
    region            text not null,
    resource_type     text not null,
    status            smallint not null,
    severity          smallint not null,
    delta             smallint not null,
    muted             boolean not null,
    findings          bigint not null,
    primary key (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted),
    foreign key (tenant_id, scan_id) references scan on delete cascade
);
