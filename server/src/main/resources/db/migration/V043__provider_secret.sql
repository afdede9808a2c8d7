-- The credentials of providers, sealed by the server: the database opens none of them.

-- The keys that they are sealed with, each wrapped by a master key that the database never has. The newest seals; an older one is
-- here as long as a row names it.
create table secret_key (
    id          uuid not null default uuidv7() primary key,
    wrapped     bytea not null,
    inserted_at timestamptz not null default now()
);

create table provider_secret (
    tenant_id   uuid not null default bailiwick.tenant(),
    id          uuid not null default uuidv7(),
    provider_id uuid not null,
    provider_no integer not null generated always as (bailiwick.number_of(provider_id)) stored,
    name        text check (length(name) between 3 and 100),
    secret_type text not null check (secret_type in ('static', 'role', 'service_account')),
    key_id      uuid not null references secret_key,
    -- opens for this tenant, id, provider and type alone
    sealed      bytea not null check (length(sealed) <= 1048576),
    -- how often other credentials were sent
    version     integer not null default 1,
    inserted_at timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, provider_id),
    foreign key (tenant_id, provider_id) references provider on delete cascade
);
create index provider_secret_by_key on provider_secret (key_id);
