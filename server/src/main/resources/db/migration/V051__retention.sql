-- How long a tenant keeps what its scans found; without a row, and where it says nothing, as long as the server's settings say.
create table retention (
    tenant_id  uuid not null default bailiwick.tenant() references tenant on delete cascade,
    -- since the scan was over
    days       integer check (days between 1 and 3650),
    -- of each provider
    scans      integer check (scans between 1 and 10000),
    updated_at timestamptz not null default now(),
    primary key (tenant_id)
);
