-- Users, tenants and who belongs where. Read before a tenant is known, so rows belong to a principal.
create table app_user (
    id                uuid primary key default uuidv7(),
    email             text not null unique check (email = lower(btrim(email)) and length(email) <= 254),
    name              text not null,
    company_name      text not null default '',
    password_hash     text not null,
    -- rises with every change of the password; tokens that carry an older value are refused
    credentials_epoch integer not null default 0,
    is_active         boolean not null default true,
    date_joined       timestamptz not null default now(),
    last_login        timestamptz
);

create table tenant (
    id              uuid primary key default uuidv7(),
    name            text not null check (length(name) between 1 and 100),
    status          text not null default 'active' check (status in ('trial', 'active', 'suspended', 'cancelled', 'archived')),
    -- rises with every publication, deletion of a provider and removal of a member: remembered counts of an older epoch are stale;
    -- who sees which providers is part of what they are remembered under
    epoch           bigint not null default 0,
    inserted_at     timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    -- nobody gets in from here on, whatever rows are left; they are removed in the background
    deleted_at      timestamptz
);
create index tenant_deleted on tenant (deleted_at) where deleted_at is not null;

create table membership (
    tenant_id   uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id          uuid not null default uuidv7(),
    user_id     uuid not null references app_user on delete cascade,
    role        text not null default 'member' check (role in ('owner', 'member')),
    date_joined timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, user_id)
);
create index membership_by_user on membership (user_id, date_joined);

create table refresh_token (
    id          uuid primary key,
    user_id     uuid not null references app_user on delete cascade,
    -- all tokens that came out of one sign-in; a reused one ends the family
    family_id   uuid not null,
    tenant_id   uuid not null references tenant on delete cascade,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    revoked_at  timestamptz
);
create index refresh_token_by_tenant on refresh_token (tenant_id);
create index refresh_token_by_family on refresh_token (family_id);
create index refresh_token_by_user on refresh_token (user_id);
create index refresh_token_by_expiry on refresh_token (expires_at);

create table api_key (
    tenant_id    uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id           uuid not null default uuidv7(),
    name         text not null check (length(name) between 3 and 100),
    prefix       text not null unique check (prefix ~ '^pk_[23456789ABCDEFGHJKMNPQRSTVWXYZ]{8}$'),
    secret_hash  bytea not null check (length(secret_hash) = 32),
    entity_id    uuid references app_user on delete set null,
    inserted_at  timestamptz not null default now(),
    expires_at   timestamptz not null,
    revoked      boolean not null default false,
    last_used_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);
create index api_key_by_entity on api_key (entity_id);

-- failed sign-ins of the last minutes, by a hash of the address and of the account; counted over all processes
create table sign_in_failure (
    id         bigint generated always as identity primary key,
    subject    bytea not null,
    failed_at  timestamptz not null default now()
);
create index sign_in_failure_by_subject on sign_in_failure (subject, failed_at);
create index sign_in_failure_by_time on sign_in_failure (failed_at);
