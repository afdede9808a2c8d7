-- Who may do what in which tenant. Generated (AuthoritySql.tables); run once, by the owner of the wall.
-- The app role reads these tables and changes none of them: the functions do, each of which checks who asks.
create schema bailiwick_authority;

-- The roles of the application, the same in every tenant: written by AuthoritySql.model.
create table bailiwick_authority.permission (
    name text primary key,
    when_suspended boolean not null);
create table bailiwick_authority.role (
    name text primary key,
    is_owner boolean not null);
create table bailiwick_authority.role_permission (
    role text references bailiwick_authority.role on delete cascade,
    permission text references bailiwick_authority.permission on delete cascade,
    primary key (role, permission));
-- A role is below itself.
create table bailiwick_authority.role_below (
    role text references bailiwick_authority.role on delete cascade,
    lower text references bailiwick_authority.role on delete cascade,
    primary key (role, lower));

create table bailiwick_authority.tenant (
    tenant_id ${tenant_key} primary key references ${tenants} on delete cascade,
    status text not null default 'active' check (status in ('trial', 'active', 'suspended', 'cancelled', 'archived')),
    epoch bigint not null default 0 check (epoch >= 0));

create table bailiwick_authority.principal (
    principal_id ${principal_key} primary key references ${principals} on delete cascade,
    epoch bigint not null default 0 check (epoch >= 0));

-- most: without limit where it is null. since: the minute that requests are counted in.
create table bailiwick_authority.tenant_limit (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    kind text check (kind in ('users', 'teams', 'storage_bytes', 'requests_per_minute')),
    most bigint check (most >= 0),
    used bigint not null default 0 check (used >= 0),
    since timestamptz not null default date_trunc('minute', clock_timestamp()),
    primary key (tenant_id, kind));

create table bailiwick_authority.membership (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    -- without cascade: whoever is to be deleted leaves first, and a last owner cannot
    principal_id ${principal_key} references bailiwick_authority.principal,
    status text not null default 'active' check (status in ('active', 'suspended')),
    roles text[] not null,
    custom text[] not null default '{}',
    invited_by ${principal_key},
    joined_at timestamptz not null default now(),
    primary key (tenant_id, principal_id));
create index membership_principal on bailiwick_authority.membership (principal_id);

-- The token is known to who was invited, and its hash is here.
create table bailiwick_authority.invitation (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    id uuid,
    email text not null check (email = lower(btrim(email)) and email <> ''),
    roles text[] not null,
    token_hash bytea not null check (length(token_hash) = 32),
    state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'revoked')),
    expires_at timestamptz not null,
    invited_by ${principal_key} not null,
    invited_at timestamptz not null default now(),
    primary key (tenant_id, id));
create unique index invitation_pending on bailiwick_authority.invitation (tenant_id, email) where state = 'pending';
create index invitation_token on bailiwick_authority.invitation (token_hash);
