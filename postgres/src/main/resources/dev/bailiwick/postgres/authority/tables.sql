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
    -- of the clock: what was opened before, be it in the same transaction, was opened before
    joined_at timestamptz not null default clock_timestamp(),
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

-- Teams hold each other; whoever is in one reaches those below it. Who reaches what is told by ids, never by texts.
create table bailiwick_authority.team (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    id uuid,
    parent_id uuid,
    name text not null check (btrim(name) <> ''),
    most_members integer check (most_members >= 0),
    primary key (tenant_id, id),
    foreign key (tenant_id, parent_id) references bailiwick_authority.team,
    check (parent_id <> id));
create index team_parent on bailiwick_authority.team (tenant_id, parent_id);
-- Every team, and all above it; itself at depth 0.
create table bailiwick_authority.team_path (
    tenant_id ${tenant_key},
    ancestor_id uuid,
    descendant_id uuid,
    depth integer not null check (depth >= 0),
    primary key (tenant_id, ancestor_id, descendant_id),
    unique (tenant_id, descendant_id, ancestor_id),
    foreign key (tenant_id, ancestor_id) references bailiwick_authority.team on delete cascade,
    foreign key (tenant_id, descendant_id) references bailiwick_authority.team on delete cascade);
-- Only a member of the tenant is in a team of it, and no longer than that.
create table bailiwick_authority.team_member (
    tenant_id ${tenant_key},
    team_id uuid,
    principal_id ${principal_key},
    primary key (tenant_id, principal_id, team_id),
    foreign key (tenant_id, team_id) references bailiwick_authority.team on delete cascade,
    foreign key (tenant_id, principal_id) references bailiwick_authority.membership on delete cascade);
create index team_member_team on bailiwick_authority.team_member (tenant_id, team_id);

-- What is shared with whom. Read by functions alone: who shares what with whom is nobody else's affair.
create table bailiwick_authority.share (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    id uuid,
    type text not null,
    resource_id uuid not null,
    -- view, comment, edit, full
    level integer not null check (level between 1 and 4),
    to_principal ${principal_key},
    to_team uuid,
    to_tenant boolean not null default false,
    -- with who opens it, having the token of which this is the hash; the first of them alone if it is for once
    token_hash bytea check (length(token_hash) = 32),
    once boolean not null default false check (not once or token_hash is not null),
    -- with who has the address, or with the members of another tenant, and opens it
    to_email text check (to_email = lower(btrim(to_email)) and to_email <> ''),
    to_other_tenant ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    -- may be opened by who is no member of the tenant, and is then read and no more
    outside boolean not null default false check (not outside or level <= 2),
    by_principal ${principal_key} not null,
    -- that by which the giver held it, and how many there are before; null if the giver owned it
    from_share uuid,
    depth integer not null default 0 check ((depth = 0) = (from_share is null)),
    shared_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by ${principal_key},
    primary key (tenant_id, id),
    -- members and teams are not referred to: when one goes, its shares are revoked, which waits for nobody, and not removed,
    -- which would wait for who opens one
    foreign key (tenant_id, from_share) references bailiwick_authority.share on delete cascade,
    check (num_nonnulls(to_principal, to_team, token_hash, to_email, to_other_tenant) + to_tenant::integer = 1),
    check (outside or num_nonnulls(to_email, to_other_tenant) = 0),
    check (not outside or num_nonnulls(token_hash, to_email, to_other_tenant) = 1),
    check (to_other_tenant <> tenant_id));
create index share_resource on bailiwick_authority.share (tenant_id, type, resource_id);
create index share_principal on bailiwick_authority.share (tenant_id, to_principal) where revoked_at is null;
create index share_team on bailiwick_authority.share (tenant_id, to_team) where revoked_at is null;
create index share_everybody on bailiwick_authority.share (tenant_id, type) where to_tenant and revoked_at is null;
create index share_giver on bailiwick_authority.share (tenant_id, by_principal) where revoked_at is null;
create index share_from on bailiwick_authority.share (tenant_id, from_share);
create unique index share_token on bailiwick_authority.share (token_hash) where token_hash is not null;
create index share_email on bailiwick_authority.share (to_email) where to_email is not null;
create index share_other_tenant on bailiwick_authority.share (to_other_tenant) where to_other_tenant is not null;

-- What others do about a share stands in rows of their own. Who adds one holds the share against removal alone: whatever the
-- tenant changes, it waits for nobody outside.

-- What the other tenant says to what is shared with it. A refusal stays.
create table bailiwick_authority.share_answer (
    tenant_id ${tenant_key},
    share_id uuid,
    accepted boolean not null,
    answered_at timestamptz not null default clock_timestamp(),
    answered_by ${principal_key} not null,
    primary key (tenant_id, share_id),
    foreign key (tenant_id, share_id) references bailiwick_authority.share on delete cascade);

-- Who opened what is for once; also after they are gone.
create table bailiwick_authority.share_once (
    tenant_id ${tenant_key},
    share_id uuid,
    opened_by ${principal_key} not null,
    primary key (tenant_id, share_id),
    foreign key (tenant_id, share_id) references bailiwick_authority.share on delete cascade);

-- Who has opened what must be opened, and from where: from the tenant itself if as a member of it.
create table bailiwick_authority.share_opened (
    tenant_id ${tenant_key},
    share_id uuid,
    principal_id ${principal_key} references bailiwick_authority.principal on delete cascade,
    home_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    opened_at timestamptz not null,
    primary key (tenant_id, principal_id, share_id, home_id),
    foreign key (tenant_id, share_id) references bailiwick_authority.share on delete cascade);
create index share_opened_share on bailiwick_authority.share_opened (tenant_id, share_id);
create index share_opened_principal on bailiwick_authority.share_opened (principal_id);
create index share_opened_home on bailiwick_authority.share_opened (home_id);

-- Each opening, also of shares that are gone. It is added to; no function changes or removes a line, and the owner may not.
create table bailiwick_authority.share_access (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    at timestamptz default clock_timestamp(),
    id uuid default gen_random_uuid(),
    share_id uuid not null,
    type text not null,
    resource_id uuid not null,
    principal_id ${principal_key} not null,
    -- from where; null for a member of the tenant
    home_id ${tenant_key},
    primary key (tenant_id, at, id));
create index share_access_resource on bailiwick_authority.share_access (tenant_id, type, resource_id);
revoke update, truncate on bailiwick_authority.share_access from ${owner};

-- What was done about authority and what was refused. Entries are added by functions; maintenance alone removes old ones.
create table bailiwick_authority.audit (
    tenant_id ${tenant_key} references bailiwick_authority.tenant on delete cascade,
    at timestamptz default clock_timestamp(),
    id uuid default gen_random_uuid(),
    -- also after it is gone. Null: of a change, maintenance, the owner, or somebody whose name is not told here; of a crossing,
    -- the application for nobody in particular; of a refusal, never
    principal_id ${principal_key} check (principal_id is not null or kind <> 'refused'),
    kind text not null check (kind in ('changed', 'refused', 'crossed', 'maintained')),
    what text not null check (length(what) between 1 and 200),
    object text not null default '' check (length(object) <= 200),
    details jsonb not null default '{}' check (octet_length(details::text) <= 8192),
    -- how often; refusals of a minute are one entry of each process
    count bigint not null default 1 check (count > 0),
    primary key (tenant_id, at, id));
create index audit_crossed on bailiwick_authority.audit (tenant_id, object, at) where kind = 'crossed';
-- an entry stays as it is, also for functions that run as the owner
revoke update, truncate on bailiwick_authority.audit from ${owner};

-- Work across tenants, which is of none: one entry before it begins and one when it has ended.
create table bailiwick_authority.maintenance_audit (
    run uuid,
    event text check (event in ('begins', 'ends')),
    at timestamptz not null default clock_timestamp(),
    -- the role of the database and the process that it was done by
    role text not null default session_user,
    process text not null,
    reason text not null,
    limit_ms bigint not null,
    -- from where it was entered, in words
    within text not null default '',
    took_ms bigint,
    failed boolean,
    primary key (run, event));
create index maintenance_audit_at on bailiwick_authority.maintenance_audit (at);
revoke update, truncate on bailiwick_authority.maintenance_audit from ${owner};

-- Of which version this is: compared by the gate. Whoever changes the tables by hand sets it when they are as they should be.
comment on schema bailiwick_authority is '${mark}';
