-- What members may do (roles are sets of permission names) and which providers they see.
create table role (
    tenant_id            uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id                   uuid not null default uuidv7(),
    name                 text not null check (length(name) between 1 and 255),
    permissions          text[] not null default '{}',
    unlimited_visibility boolean not null default false,
    inserted_at          timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

create table role_user (
    tenant_id   uuid not null default bailiwick.tenant(),
    role_id     uuid not null,
    user_id     uuid not null,
    inserted_at timestamptz not null default now(),
    primary key (tenant_id, user_id, role_id),
    foreign key (tenant_id, role_id) references role on delete cascade,
    foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);
create index role_user_by_role on role_user (tenant_id, role_id);

create table provider (
    tenant_id                  uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id                         uuid not null default uuidv7(),
    provider                   text not null check (provider in ('aws', 'azure', 'gcp', 'kubernetes', 'm365', 'github', 'mongodbatlas',
                                   'iac', 'oraclecloud', 'alibabacloud', 'cloudflare', 'openstack', 'image', 'googleworkspace', 'vercel', 'okta')),
    uid                        text not null check (length(uid) between 3 and 250),
    alias                      text check (length(alias) between 3 and 100),
    connected                  boolean,
    connection_last_checked_at timestamptz,
    inserted_at                timestamptz not null default now(),
    updated_at                 timestamptz not null default now(),
    -- readers see nothing of a provider, its scans, findings and resources from here on; a job removes the rows
    deleted_at                 timestamptz,
    -- the last published scan; set by the publishing transaction
    latest_scan_id             uuid,
    primary key (tenant_id, id)
);
create unique index provider_uid on provider (tenant_id, provider, uid) where deleted_at is null;

create table provider_group (
    tenant_id   uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id          uuid not null default uuidv7(),
    name        text not null check (length(name) between 1 and 255),
    inserted_at timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

create table provider_group_member (
    tenant_id         uuid not null default bailiwick.tenant(),
    provider_group_id uuid not null,
    provider_id       uuid not null,
    inserted_at       timestamptz not null default now(),
    primary key (tenant_id, provider_group_id, provider_id),
    foreign key (tenant_id, provider_group_id) references provider_group on delete cascade,
    foreign key (tenant_id, provider_id) references provider on delete cascade
);
create index provider_group_member_by_provider on provider_group_member (tenant_id, provider_id);

create table role_provider_group (
    tenant_id         uuid not null default bailiwick.tenant(),
    role_id           uuid not null,
    provider_group_id uuid not null,
    inserted_at       timestamptz not null default now(),
    primary key (tenant_id, role_id, provider_group_id),
    foreign key (tenant_id, role_id) references role on delete cascade,
    foreign key (tenant_id, provider_group_id) references provider_group on delete cascade
);
