-- Shares. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall. Locks and answers as for members.

-- Whose a row of the tenant in scope is; null if there is none. One branch for each table that is shared.
create or replace function bailiwick_authority.owner_of(kind text, resource uuid) returns ${principal_key}
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case kind
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

-- The shares that the principal in scope has opened as a member of the tenant in scope, since it is one.
create or replace function bailiwick_authority.opened() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(o.share_id), '{}') from bailiwick_authority.membership m
    join bailiwick_authority.share_opened o
        on o.tenant_id = m.tenant_id and o.principal_id = m.principal_id and o.home_id = m.tenant_id
        and o.opened_at >= m.joined_at
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
$$;

-- Whether a share is neither revoked nor over.
create or replace function bailiwick_authority.is_open(given bailiwick_authority.share) returns boolean
    language sql stable
as $$
    select given.revoked_at is null and (given.expires_at is null or given.expires_at > statement_timestamp())
$$;

-- Those of some shares that are open, and so is each that they were given on from, and each of these still reaches who gave it
-- on. So what was given on ends, and begins again, with what its giver holds: by the next statement, however that comes about.
create or replace function bailiwick_authority.counting(held ${tenant_key}, asked uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    with recursive before (id, from_share, giver) as (
        select s.id, s.from_share, s.by_principal from bailiwick_authority.share s
        where s.tenant_id = held and s.id = any (asked) and bailiwick_authority.is_open(s)
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
        where s.tenant_id = ${tenant} and s.to_principal = ${principal} and s.type = kind and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.to_team = any ((select bailiwick_authority.teams())::uuid[]) and s.type = kind
        and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.to_tenant and s.type = kind and bailiwick_authority.is_open(s)
        union all
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.id = any ((select bailiwick_authority.opened())::uuid[]) and s.type = kind
        and bailiwick_authority.is_open(s))
    select mine.* from mine
    where bailiwick_authority.is_active(${tenant}, ${principal})
    and (mine.from_share is null or mine.id in (
        select bailiwick_authority.counting(${tenant}, array(select one.id from mine one where one.from_share is not null))))
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

-- Adds a share, by the principal in scope; for some seconds, or without end if null. Never for longer than the giver holds it,
-- and never with the giver, whom it would outlast. Of what the giver holds it is given from the longest, and of those from
-- the nearest to the owner. With somebody outside by who holds the permission for it.
-- absent | above own | forbidden | oneself | no target | done
create or replace function bailiwick_authority.add_share(wanted bailiwick_authority.share, seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := wanted.tenant_id;
    me ${principal_key} := ${principal};
    mine integer;
    by_which uuid;
    before integer;
    until timestamptz;
begin
    perform bailiwick_authority.lock_tenant(held);
    mine := bailiwick_authority.own_level(wanted.type, wanted.resource_id);
    if mine = 0 then
        return 'absent';
    elsif mine < 4 then
        return 'above own';
    elsif wanted.outside and not bailiwick_authority.may('${outside}') then
        return 'forbidden';
    elsif wanted.to_principal = me then
        return 'oneself';
    elsif (wanted.to_principal is not null and not exists (
            select from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = wanted.to_principal))
        or (wanted.to_team is not null and not bailiwick_authority.is_team(held, wanted.to_team))
        or (wanted.to_other_tenant is not null and (wanted.to_other_tenant = held or not exists (
            select from bailiwick_authority.tenant t where t.tenant_id = wanted.to_other_tenant))) then
        return 'no target';
    end if;
    if bailiwick_authority.owner_of(wanted.type, wanted.resource_id) <> me then
        select s.id, s.depth, s.expires_at into by_which, before, until
        from bailiwick_authority.held_shares(wanted.type) s where s.resource_id = wanted.resource_id and s.level = 4
        order by s.expires_at desc nulls first, s.depth, s.id limit 1;
    end if;
    insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, to_principal, to_team, to_tenant,
        token_hash, once, to_email, to_other_tenant, outside, by_principal, from_share, depth, expires_at)
    values (held, wanted.id, wanted.type, wanted.resource_id, wanted.level, wanted.to_principal, wanted.to_team,
        coalesce(wanted.to_tenant, false), wanted.token_hash, coalesce(wanted.once, false), wanted.to_email,
        wanted.to_other_tenant, coalesce(wanted.outside, false), me, by_which, coalesce(before + 1, 0),
        least(until, clock_timestamp() + seconds * interval '1 second'));
    perform bailiwick_authority.log(held, 'changed', 'share.made', wanted.id::text, jsonb_build_object(
        'type', wanted.type, 'resource', wanted.resource_id, 'level', wanted.level, 'member', wanted.to_principal,
        'team', wanted.to_team, 'seconds', seconds) || jsonb_strip_nulls(jsonb_build_object(
        'link', nullif(wanted.token_hash is not null, false), 'outside', wanted.outside, 'address', wanted.to_email,
        'tenant', wanted.to_other_tenant)));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- With a member, a team, or everybody in the tenant if both are null.
create or replace function bailiwick_authority.share_resource(
        made uuid, kind text, resource uuid, granted integer, whom text, team uuid, seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    wanted bailiwick_authority.share;
begin
    wanted.tenant_id := ${tenant};
    wanted.id := made;
    wanted.type := kind;
    wanted.resource_id := resource;
    wanted.level := granted;
    wanted.to_principal := whom::${principal_key};
    wanted.to_team := team;
    wanted.to_tenant := whom is null and team is null;
    return bailiwick_authority.add_share(wanted, seconds);
end
$$;

-- With all that was given on from it.
create or replace function bailiwick_authority.end_share(given bailiwick_authority.share) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with recursive on_from (id) as (
        values (given.id)
        union
        select s.id from on_from join bailiwick_authority.share s
            on s.tenant_id = given.tenant_id and s.from_share = on_from.id)
    update bailiwick_authority.share s set revoked_at = clock_timestamp(), revoked_by = ${principal}
    from on_from where s.tenant_id = given.tenant_id and s.id = on_from.id and s.revoked_at is null
$$;

-- By who gave it, who owns the row and who it was given to, and one that goes outside by who holds the permission for that;
-- with all that was given on from it. absent | done
create or replace function bailiwick_authority.revoke_share(which uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    old bailiwick_authority.share;
begin
    perform bailiwick_authority.lock_tenant(held);
    select * into old from bailiwick_authority.share s where s.tenant_id = held and s.id = which and s.revoked_at is null;
    if not found or ${principal} is null or (old.by_principal <> ${principal}
        and old.to_principal is distinct from ${principal}
        and not (old.outside and bailiwick_authority.may('${outside}'))
        and bailiwick_authority.owner_of(old.type, old.resource_id) is distinct from ${principal}) then
        return 'absent';
    end if;
    perform bailiwick_authority.end_share(old);
    perform bailiwick_authority.log(held, 'changed', 'share.revoked', which::text,
        jsonb_build_object('type', old.type, 'resource', old.resource_id));
    if old.to_other_tenant is not null then
        perform bailiwick_authority.log_crossing(old, old.to_other_tenant, 'share.revoked');
    end if;
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- The shares of a row that are open, for who holds it in full; also those that do not count, but may again.
create or replace function bailiwick_authority.shares_of(kind text, resource uuid)
    returns table (id uuid, level integer, whom text, team uuid, link boolean, once boolean, outside boolean,
        email text, other text, accepted boolean, by_whom text, expires_at timestamptz, counting boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.id, s.level, s.to_principal::text, s.to_team, s.token_hash is not null, s.once, s.outside, s.to_email,
        s.to_other_tenant::text, s.accepted_at is not null, s.by_principal::text, s.expires_at, bailiwick_authority.counts(s)
    from bailiwick_authority.share s
    where s.tenant_id = ${tenant} and s.type = kind and s.resource_id = resource and bailiwick_authority.is_open(s)
    and bailiwick_authority.own_level(kind, resource) = 4
    order by s.shared_at, s.id
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.shared(text, integer),
    bailiwick_authority.share_resource(uuid, text, uuid, integer, text, uuid, bigint),
    bailiwick_authority.revoke_share(uuid),
    bailiwick_authority.shares_of(text, uuid)
to ${app};
