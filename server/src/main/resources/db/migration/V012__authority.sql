-- Invitations into a tenant, the record of what was done about authority, and the numbers that tell when it moved.
create table invitation (
    tenant_id   uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id          uuid not null default uuidv7(),
    email       text not null check (email = lower(btrim(email)) and length(email) <= 254),
    -- a pending one whose time has passed is shown as expired and is still pending here
    state       text not null default 'pending' check (state in ('pending', 'accepted', 'expired', 'revoked')),
    -- of the token, which is nowhere in the database
    token_hash  bytea not null unique check (length(token_hash) = 32),
    expires_at  timestamptz not null,
    inviter_id  uuid references app_user on delete set null,
    inserted_at timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    primary key (tenant_id, id)
);
create unique index invitation_pending on invitation (tenant_id, email) where state = 'pending';
create index invitation_by_inviter on invitation (inviter_id);

create table invitation_role (
    tenant_id     uuid not null default bailiwick.tenant(),
    invitation_id uuid not null,
    role_id       uuid not null,
    inserted_at   timestamptz not null default now(),
    primary key (tenant_id, invitation_id, role_id),
    foreign key (tenant_id, invitation_id) references invitation on delete cascade,
    foreign key (tenant_id, role_id) references role on delete cascade
);
create index invitation_role_by_role on invitation_role (tenant_id, role_id);

create index role_provider_group_by_group on role_provider_group (tenant_id, provider_group_id);

-- each rises with every change of what somebody may do: in a tenant, or anywhere as this user
alter table tenant add column authority_epoch bigint not null default 0;
alter table app_user add column authority_epoch bigint not null default 0;

-- nobody but maintenance removes a row, and nobody changes one
create table audit_entry (
    tenant_id    uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id           uuid not null default uuidv7(),
    at           timestamptz not null default clock_timestamp(),
    -- who did it, also after their account is gone
    principal_id uuid,
    kind         text not null,
    what         text not null,
    object       text not null default '',
    details      jsonb not null default '{}',
    -- how often, where several are one row
    count        bigint not null default 1 check (count > 0),
    primary key (tenant_id, id)
);
