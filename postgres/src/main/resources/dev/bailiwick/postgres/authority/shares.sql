-- Sharing. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall. Locks and answers as for members.
-- The names of arguments, which cannot be others once a function is there: held, the tenant whose authority is locked; given, a share
-- that there is, and wanted, one that is to be; made, the id of a new one, and which, of one that there is; kind, resource and granted,
-- what is shared and at what level; whom, the member it is with; who, a principal who is asked about.

-- Whether one more share of a row, and of a giver, is not too much: everybody's reads pay for what is with everybody. Who owns the
-- row is not kept out by those that it is with. What has expired, or was refused, makes room. With everybody in the tenant are 2000
-- at most, and 200 wait for one address, or for the answer of one tenant.
create or replace function bailiwick_authority.has_room(wanted bailiwick_authority.share, giver ${principal_key}) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    given_by_one bigint;
    with_everybody bigint;
    ended uuid[];
begin
    if wanted.to_tenant and (
            select count(*) from bailiwick_authority.share s
            where s.tenant_id = wanted.tenant_id and s.to_tenant and s.revoked_at is null
            and bailiwick_authority.is_open(s)) >= 2000 then
        return false;
    elsif num_nonnulls(wanted.to_other_tenant, wanted.to_email) = 1 and (
            select count(*) from bailiwick_authority.share s
            where s.tenant_id = wanted.tenant_id and s.revoked_at is null and bailiwick_authority.is_open(s)
            and (s.to_other_tenant = wanted.to_other_tenant or s.to_email = wanted.to_email)
            and bailiwick_authority.answer_to(s) is null) >= 200 then
        return false;
    end if;
    if wanted.from_share is not null and (
            select count(*) from bailiwick_authority.share s
            where s.tenant_id = wanted.tenant_id and s.type = wanted.type and s.resource_id = wanted.resource_id
            and bailiwick_authority.is_open(s)) >= 500 then
        return false;
    end if;
    for attempt in 1..2 loop
        select count(*), count(*) filter (where s.to_tenant) into given_by_one, with_everybody
        from bailiwick_authority.share s
        where s.tenant_id = wanted.tenant_id and s.by_principal = giver and s.revoked_at is null;
        if given_by_one < 5000 and (with_everybody < 500 or not wanted.to_tenant) then
            return true;
        end if;
        ended := array(
            select s.id from bailiwick_authority.share s
            where s.tenant_id = wanted.tenant_id and s.by_principal = giver and s.revoked_at is null
            and (s.expires_at <= statement_timestamp() or not bailiwick_authority.answer_to(s)));
        exit when ended = '{}';
        perform bailiwick_authority.end_shares(wanted.tenant_id, ended, 'share.lapsed');
        perform bailiwick_authority.moved(wanted.tenant_id);
    end loop;
    return false;
end
$$;

-- Whether the principal in scope has shared a thousand times within a minute: each time breaks off what is under way.
create or replace function bailiwick_authority.shares_too_fast(held ${tenant_key}) returns boolean
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    select count(*) >= 1000 from bailiwick_authority.audit a
    where a.tenant_id = held and a.at > clock_timestamp() - interval '1 minute'
    and a.principal_id = ${principal} and a.kind = 'changed' and a.what in ('share.made', 'share.renewed')
$$;

-- The share that is wanted once more: by whom, from what, of what, with whom, at what level. One that is over, or was refused, is
-- another: it asks for consent again.
create or replace function bailiwick_authority.same_share(wanted bailiwick_authority.share) returns bailiwick_authority.share
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.* from bailiwick_authority.share s
    where s.tenant_id = wanted.tenant_id and s.type = wanted.type and s.resource_id = wanted.resource_id
    and s.by_principal = wanted.by_principal and s.from_share is not distinct from wanted.from_share
    and s.level = wanted.level and s.outside = wanted.outside and s.to_tenant = wanted.to_tenant
    and s.to_principal is not distinct from wanted.to_principal and s.to_team is not distinct from wanted.to_team
    and s.to_email is not distinct from wanted.to_email and s.to_other_tenant is not distinct from wanted.to_other_tenant
    and s.token_hash is null and wanted.token_hash is null and bailiwick_authority.is_open(s)
    and bailiwick_authority.answer_to(s) is distinct from false
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
    giver ${principal_key} := ${principal};
    level_held integer;
    held_until timestamptz;
    earlier bailiwick_authority.share;
begin
    if seconds not between 1 and 3153600000 then
        raise exception 'a share is open for a second at least and for a century at most, or without end'
            using errcode = 'invalid_parameter_value';
    end if;
    perform bailiwick_authority.lock_tenant(held);
    level_held := bailiwick_authority.own_level(wanted.type, wanted.resource_id);
    if level_held = 0 then
        return 'absent';
    elsif level_held < 4 then
        return 'above own';
    elsif not bailiwick_authority.is_open_tenant(held)
        or (wanted.outside and not bailiwick_authority.may('${outside}')) then
        return 'forbidden';
    elsif wanted.to_principal = giver then
        return 'oneself';
    elsif (wanted.to_principal is not null and not exists (
            select from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = wanted.to_principal))
        or (wanted.to_team is not null and not bailiwick_authority.is_team(held, wanted.to_team))
        or (wanted.to_other_tenant is not null and (wanted.to_other_tenant = held or not exists (
            select from bailiwick_authority.tenant t where t.tenant_id = wanted.to_other_tenant))) then
        return 'no target';
    end if;
    wanted.by_principal := giver;
    wanted.depth := 0;
    wanted.to_tenant := coalesce(wanted.to_tenant, false);
    wanted.once := coalesce(wanted.once, false);
    wanted.outside := coalesce(wanted.outside, false);
    if bailiwick_authority.owner_of(wanted.type, wanted.resource_id) <> giver then
        select s.id, s.depth + 1, s.expires_at into wanted.from_share, wanted.depth, held_until
        from bailiwick_authority.held_shares(wanted.type) s where s.resource_id = wanted.resource_id and s.level = 4
        order by s.expires_at desc nulls first, s.depth, s.id limit 1;
    end if;
    wanted.expires_at := least(held_until, clock_timestamp() + seconds * interval '1 second');
    earlier := bailiwick_authority.same_share(wanted);
    if earlier.id is not null and earlier.expires_at is not distinct from wanted.expires_at then
        return earlier.id::text;
    elsif bailiwick_authority.shares_too_fast(held)
        or (earlier.id is null and not bailiwick_authority.has_room(wanted, giver)) then
        return 'full';
    elsif earlier.id is null then
        insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, to_principal, to_team, to_tenant,
            token_hash, once, to_email, to_other_tenant, outside, by_principal, from_share, depth, expires_at)
        values (held, wanted.id, wanted.type, wanted.resource_id, wanted.level, wanted.to_principal, wanted.to_team,
            wanted.to_tenant, wanted.token_hash, wanted.once, wanted.to_email, wanted.to_other_tenant, wanted.outside, giver,
            wanted.from_share, wanted.depth, wanted.expires_at);
    else
        wanted.id := earlier.id;
        update bailiwick_authority.share s set expires_at = wanted.expires_at where s.tenant_id = held and s.id = earlier.id;
        perform bailiwick_authority.log_crossing(earlier, home, 'share.renewed')
        from bailiwick_authority.homes(held, earlier.id) as home;
    end if;
    perform bailiwick_authority.log(held, 'changed', case when earlier.id is null then 'share.made' else 'share.renewed' end,
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

-- That the principal in scope carries something of a share between its tenant and another.
create or replace function bailiwick_authority.log_crossing(
        given bailiwick_authority.share, other ${tenant_key}, what text) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    select bailiwick_authority.log(side.own, 'crossed', what, side.other::text, jsonb_build_object(
        'share', given.id, 'type', given.type, 'resource', given.resource_id, 'host', given.tenant_id))
    from (values (given.tenant_id, other), (other, given.tenant_id)) as side (own, other)
$$;

-- The other tenants that have to do with a share: which accepted it, or from which it was opened.
create or replace function bailiwick_authority.homes(held ${tenant_key}, which uuid) returns setof ${tenant_key}
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.to_other_tenant from bailiwick_authority.share s
    join bailiwick_authority.share_answer a on a.tenant_id = s.tenant_id and a.share_id = s.id and a.accepted
    where s.tenant_id = held and s.id = which
    union
    select o.home_id from bailiwick_authority.share_opened o
    where o.tenant_id = held and o.share_id = which and o.home_id <> o.tenant_id
$$;

-- With all that was given on from them; on record in the tenant, and in each other that has to do with one.
create or replace function bailiwick_authority.end_shares(held ${tenant_key}, which uuid[], what text) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with recursive on_from (id) as (
        select unnest(which)
        union
        select s.id from on_from join bailiwick_authority.share s on s.tenant_id = held and s.from_share = on_from.id),
    ended as (
        update bailiwick_authority.share s set revoked_at = clock_timestamp(), revoked_by = ${principal}
        from on_from where s.tenant_id = held and s.id = on_from.id and s.revoked_at is null
        returning s.*),
    told as (
        insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what, object, details)
        select held, ${principal}, 'changed', what, e.id::text, jsonb_build_object('type', e.type, 'resource', e.resource_id)
        from ended e)
    select count(bailiwick_authority.log_crossing(e.*::bailiwick_authority.share, home, what))
    from ended e cross join lateral bailiwick_authority.homes(held, e.id) as home
    where e.outside
$$;

-- Before a membership or a team goes: ends what was with it, and what the member gave outside.
create or replace function bailiwick_authority.withdraw_shares(
        held ${tenant_key}, of_member ${principal_key}, of_team uuid) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    select bailiwick_authority.end_shares(held, array(
        select s.id from bailiwick_authority.share s
        where s.tenant_id = held and s.revoked_at is null
        and (s.to_principal = of_member or s.to_team = of_team or (s.outside and s.by_principal = of_member))), 'share.revoked')
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
    if not found or ${principal} is null or not bailiwick_authority.answer_to(old) or (old.by_principal <> ${principal}
        and old.to_principal is distinct from ${principal}
        and not (old.outside and bailiwick_authority.may('${outside}'))
        and bailiwick_authority.owner_of(old.type, old.resource_id) is distinct from ${principal}) then
        return 'absent';
    end if;
    perform bailiwick_authority.end_shares(held, array[old.id], 'share.revoked');
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
        coalesce(bailiwick_authority.answer_to(given), false), given.by_principal::text, given.expires_at, bailiwick_authority.counts(given)
$$;

-- The shares of a row that are open, for who holds it in full; also those that do not count, but may again.
create or replace function bailiwick_authority.shares_of(asked text, which uuid)
    returns table (id uuid, kind text, resource uuid, level integer, whom text, team uuid, link boolean, once boolean,
        outside boolean, email text, other text, accepted boolean, by_whom text, expires_at timestamptz, counting boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select told.* from bailiwick_authority.share s cross join lateral bailiwick_authority.told(s) as told
    where s.tenant_id = ${tenant} and s.type = asked and s.resource_id = which and bailiwick_authority.is_open(s)
    and bailiwick_authority.answer_to(s) is distinct from false and bailiwick_authority.own_level(asked, which) = 4
    order by s.shared_at, s.id
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.share_resource(uuid, text, uuid, integer, text, uuid, bigint),
    bailiwick_authority.revoke_share(uuid),
    bailiwick_authority.shares_of(text, uuid)
to ${app};
