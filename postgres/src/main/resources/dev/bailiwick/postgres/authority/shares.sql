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

-- Whether one more share of a row, and of a giver, is not too much: everybody's reads pay for what is with everybody, and each
-- change of a share is everybody's. What has expired makes room.
create or replace function bailiwick_authority.has_room(wanted bailiwick_authority.share, giver ${principal_key}) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    given bigint;
    with_all bigint;
begin
    if (select count(*) from bailiwick_authority.share s
        where s.tenant_id = wanted.tenant_id and s.type = wanted.type and s.resource_id = wanted.resource_id
        and bailiwick_authority.is_open(s)) >= 500 then
        return false;
    end if;
    for attempt in 1..2 loop
        select count(*), count(*) filter (where s.to_tenant) into given, with_all
        from bailiwick_authority.share s
        where s.tenant_id = wanted.tenant_id and s.by_principal = giver and s.revoked_at is null;
        if given < 5000 and (with_all < 500 or not wanted.to_tenant) then
            return true;
        end if;
        update bailiwick_authority.share s set revoked_at = s.expires_at
        where s.tenant_id = wanted.tenant_id and s.by_principal = giver and s.revoked_at is null
        and s.expires_at <= statement_timestamp();
    end loop;
    return false;
end
$$;

-- The share that is wanted once more: by whom, from what, of what, with whom, at what level.
create or replace function bailiwick_authority.same_share(wanted bailiwick_authority.share) returns bailiwick_authority.share
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.* from bailiwick_authority.share s
    where s.tenant_id = wanted.tenant_id and s.type = wanted.type and s.resource_id = wanted.resource_id
    and s.by_principal = wanted.by_principal and s.from_share is not distinct from wanted.from_share
    and s.level = wanted.level and s.outside = wanted.outside and s.to_tenant = wanted.to_tenant
    and s.to_principal is not distinct from wanted.to_principal and s.to_team is not distinct from wanted.to_team
    and s.to_email is not distinct from wanted.to_email and s.to_other_tenant is not distinct from wanted.to_other_tenant
    and s.token_hash is null and wanted.token_hash is null and s.revoked_at is null
    order by s.shared_at, s.id limit 1
$$;

-- Adds a share, by the principal in scope; for some seconds, or without end if null. Never for longer than the giver holds it,
-- and never with the giver, whom it would outlast. Of what the giver holds it is given from the longest, and of those from
-- the nearest to the owner. With somebody outside by who holds the permission for it. The same share once more is the one that
-- there is, for as long as it is given now.
-- absent | above own | forbidden | oneself | no target | full | the share
create or replace function bailiwick_authority.add_share(wanted bailiwick_authority.share, seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := wanted.tenant_id;
    me ${principal_key} := ${principal};
    mine integer;
    until timestamptz;
    old bailiwick_authority.share;
begin
    perform bailiwick_authority.lock_tenant(held);
    mine := bailiwick_authority.own_level(wanted.type, wanted.resource_id);
    if mine = 0 then
        return 'absent';
    elsif mine < 4 then
        return 'above own';
    elsif not bailiwick_authority.is_open_tenant(held)
        or (wanted.outside and not bailiwick_authority.may('${outside}')) then
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
    wanted.by_principal := me;
    wanted.depth := 0;
    wanted.to_tenant := coalesce(wanted.to_tenant, false);
    wanted.once := coalesce(wanted.once, false);
    wanted.outside := coalesce(wanted.outside, false);
    if bailiwick_authority.owner_of(wanted.type, wanted.resource_id) <> me then
        select s.id, s.depth + 1, s.expires_at into wanted.from_share, wanted.depth, until
        from bailiwick_authority.held_shares(wanted.type) s where s.resource_id = wanted.resource_id and s.level = 4
        order by s.expires_at desc nulls first, s.depth, s.id limit 1;
    end if;
    wanted.expires_at := least(until, clock_timestamp() + seconds * interval '1 second');
    old := bailiwick_authority.same_share(wanted);
    if old.id is null and not bailiwick_authority.has_room(wanted, me) then
        return 'full';
    elsif old.id is null then
        insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, to_principal, to_team, to_tenant,
            token_hash, once, to_email, to_other_tenant, outside, by_principal, from_share, depth, expires_at)
        values (held, wanted.id, wanted.type, wanted.resource_id, wanted.level, wanted.to_principal, wanted.to_team,
            wanted.to_tenant, wanted.token_hash, wanted.once, wanted.to_email, wanted.to_other_tenant, wanted.outside, me,
            wanted.from_share, wanted.depth, wanted.expires_at);
    elsif old.expires_at is not distinct from wanted.expires_at then
        return old.id::text;
    else
        wanted.id := old.id;
        update bailiwick_authority.share s set expires_at = wanted.expires_at where s.tenant_id = held and s.id = old.id;
    end if;
    perform bailiwick_authority.log(held, 'changed', case when old.id is null then 'share.made' else 'share.renewed' end,
        wanted.id::text, jsonb_build_object(
        'type', wanted.type, 'resource', wanted.resource_id, 'level', wanted.level, 'member', wanted.to_principal,
        'team', wanted.to_team, 'seconds', seconds) || jsonb_strip_nulls(jsonb_build_object(
        'link', nullif(wanted.token_hash is not null, false), 'outside', nullif(wanted.outside, false),
        'address', left(wanted.to_email, 320), 'tenant', wanted.to_other_tenant)));
    perform bailiwick_authority.moved(held);
    return wanted.id::text;
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

-- With all that was given on from it; on record in the tenant, and in each that one of these was offered to or opened from.
create or replace function bailiwick_authority.end_share(given bailiwick_authority.share, what text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    ended bailiwick_authority.share;
begin
    for ended in
        with recursive on_from (id) as (
            values (given.id)
            union
            select s.id from on_from join bailiwick_authority.share s
                on s.tenant_id = given.tenant_id and s.from_share = on_from.id)
        update bailiwick_authority.share s set revoked_at = clock_timestamp(), revoked_by = ${principal}
        from on_from where s.tenant_id = given.tenant_id and s.id = on_from.id and s.revoked_at is null
        returning s.*
    loop
        perform bailiwick_authority.log(ended.tenant_id, 'changed', what, ended.id::text,
            jsonb_build_object('type', ended.type, 'resource', ended.resource_id));
        perform bailiwick_authority.log_crossing(ended, home.id, what)
        from (
            select ended.to_other_tenant where ended.to_other_tenant is not null
            union
            select o.home_id from bailiwick_authority.share_opened o
            where o.tenant_id = ended.tenant_id and o.share_id = ended.id and o.home_id <> o.tenant_id) as home (id);
    end loop;
end
$$;

-- Before a membership or a team goes, with which its shares are removed: ends what was with it, and what the member gave outside.
create or replace function bailiwick_authority.withdraw_shares(
        held ${tenant_key}, of_member ${principal_key}, of_team uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    given bailiwick_authority.share;
begin
    for given in
        select * from bailiwick_authority.share s
        where s.tenant_id = held and s.revoked_at is null
        and (s.to_principal = of_member or s.to_team = of_team or (s.outside and s.by_principal = of_member))
        order by s.depth, s.id
    loop
        perform bailiwick_authority.end_share(given, 'share.revoked');
    end loop;
end
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
    perform bailiwick_authority.end_share(old, 'share.revoked');
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

create or replace function bailiwick_authority.told(given bailiwick_authority.share)
    returns table (id uuid, kind text, resource uuid, level integer, whom text, team uuid, link boolean, once boolean,
        outside boolean, email text, other text, accepted boolean, by_whom text, expires_at timestamptz, counting boolean)
    language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
    select given.id, given.type, given.resource_id, given.level, given.to_principal::text, given.to_team,
        given.token_hash is not null, given.once, given.outside, given.to_email, given.to_other_tenant::text,
        given.accepted_at is not null, given.by_principal::text, given.expires_at, bailiwick_authority.counts(given)
$$;

-- The shares of a row that are open, for who holds it in full; also those that do not count, but may again.
create or replace function bailiwick_authority.shares_of(asked text, which uuid)
    returns table (id uuid, kind text, resource uuid, level integer, whom text, team uuid, link boolean, once boolean,
        outside boolean, email text, other text, accepted boolean, by_whom text, expires_at timestamptz, counting boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select told.* from bailiwick_authority.share s cross join lateral bailiwick_authority.told(s) as told
    where s.tenant_id = ${tenant} and s.type = asked and s.resource_id = which and bailiwick_authority.is_open(s)
    and bailiwick_authority.own_level(asked, which) = 4
    order by s.shared_at, s.id
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.shared(text, integer),
    bailiwick_authority.share_resource(uuid, text, uuid, integer, text, uuid, bigint),
    bailiwick_authority.revoke_share(uuid),
    bailiwick_authority.shares_of(text, uuid)
to ${app};
