-- What is shared with whom. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- Whose a row of the tenant in scope is; null if there is none. One branch for each table that is shared.
create or replace function bailiwick_authority.owner_of(kind text, resource uuid) returns ${principal_key}
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case owner_of.kind
        ${owners}
    end
$$;

create or replace function bailiwick_authority.is_active(held ${tenant_key}, who ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m
        where m.tenant_id = held and m.principal_id = who and m.status = 'active')
$$;

create or replace function bailiwick_authority.is_suspended(held ${tenant_key}, who ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m
        where m.tenant_id = held and m.principal_id = who and m.status <> 'active')
$$;

create or replace function bailiwick_authority.is_open_tenant(held ${tenant_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.tenant t where t.tenant_id = held and t.status in ('trial', 'active'))
$$;

-- Whether somebody may share with the outside, whatever the status of the tenant.
create or replace function bailiwick_authority.shares_outside(held ${tenant_key}, who ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m
        where m.tenant_id = held and m.principal_id = who and m.status = 'active'
        and ('${outside}' = any (m.custom) or exists (
            select from bailiwick_authority.role_permission r where r.role = any (m.roles) and r.permission = '${outside}')))
$$;

-- The shares that the principal in scope has opened as a member of the tenant in scope, since it is one; those with an address
-- while it has that.
create or replace function bailiwick_authority.opened() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(o.share_id), '{}') from bailiwick_authority.membership m
    join bailiwick_authority.share_opened o
        on o.tenant_id = m.tenant_id and o.principal_id = m.principal_id and o.home_id = m.tenant_id
        and o.opened_at >= m.joined_at
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
    and not exists (
        select from bailiwick_authority.share s
        where s.tenant_id = o.tenant_id and s.id = o.share_id and s.to_email <> coalesce((
            select lower(btrim(known.${email})) from ${principals} as known where known.${principals_key} = ${principal}), ''))
$$;

-- Whether a share is neither revoked nor over.
create or replace function bailiwick_authority.is_open(given bailiwick_authority.share) returns boolean
    language sql stable
as $$
    select given.revoked_at is null and (given.expires_at is null or given.expires_at > statement_timestamp())
$$;

-- Whether the tenant that it is with said yes, or no. Null: nothing yet.
create or replace function bailiwick_authority.answer_to(given bailiwick_authority.share) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select a.accepted from bailiwick_authority.share_answer a where a.tenant_id = given.tenant_id and a.share_id = given.id
$$;

-- Those of some shares that are open, and so is each that they were given on from, and each of these still reaches who gave it
-- on. So what was given on ends, and begins again, with what its giver holds: by the next statement, however that comes about.
-- And one that goes outside counts while its giver may share so.
create or replace function bailiwick_authority.counting(held ${tenant_key}, asked uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with recursive before (id, from_share, giver) as (
        select s.id, s.from_share, s.by_principal from bailiwick_authority.share s
        where s.tenant_id = held and s.id = any (asked) and bailiwick_authority.is_open(s)
        and (not s.outside or bailiwick_authority.shares_outside(held, s.by_principal))
        union all
        select before.id, s.from_share, s.by_principal
        from before join bailiwick_authority.share s on s.tenant_id = held and s.id = before.from_share
        join bailiwick_authority.membership m
            on m.tenant_id = held and m.principal_id = before.giver and m.status = 'active'
        where s.level = 4 and bailiwick_authority.is_open(s) and (s.to_tenant or s.to_principal = before.giver
            or exists (
                select from bailiwick_authority.team_member own
                join bailiwick_authority.team_path path on path.tenant_id = held and path.ancestor_id = own.team_id
                where own.tenant_id = held and own.principal_id = before.giver and path.descendant_id = s.to_team)
            or exists (
                select from bailiwick_authority.share_opened o
                where o.tenant_id = held and o.principal_id = before.giver and o.share_id = s.id
                and o.home_id = held and o.opened_at >= m.joined_at)))
    select before.id from before where before.from_share is null
$$;

create or replace function bailiwick_authority.counts(given bailiwick_authority.share) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from bailiwick_authority.counting(given.tenant_id, array[given.id]))
$$;

-- The shares that the principal in scope holds, directly, by a team, as everybody in the tenant or by opening; no others. Each
-- way by an index of its own: a tenant may have many that are with somebody else.
create or replace function bailiwick_authority.held_shares(kind text) returns setof bailiwick_authority.share
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with mine as materialized (
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.to_principal = ${principal} and s.type = kind and s.revoked_at is null
        and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.to_team = any ((select bailiwick_authority.teams())::uuid[]) and s.type = kind
        and s.revoked_at is null and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.to_tenant and s.type = kind and s.revoked_at is null
        and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.id = any ((select bailiwick_authority.opened())::uuid[]) and s.type = kind
        and bailiwick_authority.is_open(s))
    select mine.* from mine
    where bailiwick_authority.is_active(${tenant}, ${principal})
    and ((mine.from_share is null and not mine.outside) or mine.id in (
        select bailiwick_authority.counting(${tenant}, array(
            select one.id from mine one where one.from_share is not null or one.outside))))
$$;

-- What is shared with the principal in scope, at this level or a higher one: for policies.
create or replace function bailiwick_authority.shared(kind text, at_least integer) returns uuid[]
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct s.resource_id), '{}') from bailiwick_authority.held_shares(kind) s
    where s.level >= shared.at_least
$$;

-- 4 for the owner, else the highest that is shared; 0 for who knows nothing of it.
create or replace function bailiwick_authority.own_level(kind text, resource uuid) returns integer
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case
        when not exists (
            select from bailiwick_authority.membership m
            where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active') then 0
        when bailiwick_authority.owner_of(kind, resource) is null then 0
        when bailiwick_authority.owner_of(kind, resource) = ${principal} then 4
        else coalesce(
            (select max(s.level) from bailiwick_authority.held_shares(kind) s where s.resource_id = resource), 0) end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function bailiwick_authority.shared(text, integer) to ${app};
