-- Links. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall. Locks and answers as for members.

-- Shares a row with who has a token, of which this is the hash; with members alone unless it may go outside. Words as for
-- add_share.
create or replace function bailiwick_authority.share_link(
        made uuid, kind text, resource uuid, granted integer, hash bytea, for_once boolean, abroad boolean, seconds bigint) returns text
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
    wanted.token_hash := hash;
    wanted.once := for_once;
    wanted.outside := abroad;
    return bailiwick_authority.add_share(wanted, seconds);
end
$$;

-- From where the principal in scope opens a share: as a member, from its own tenant, else from the tenant in scope.
create or replace function bailiwick_authority.opened_from(given bailiwick_authority.share) returns ${tenant_key}
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case
        when given.to_other_tenant is null and bailiwick_authority.is_active(given.tenant_id, ${principal}) then given.tenant_id
        else nullif(${tenant}, given.tenant_id) end
$$;

-- What the principal in scope comes to who opens a share from there. Words as for open_share.
create or replace function bailiwick_authority.would_open(
        given bailiwick_authority.share, home ${tenant_key}) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case
        when given.id is null then 'unknown'
        when given.revoked_at is not null or not bailiwick_authority.answer_to(given) then 'over'
        when given.expires_at <= clock_timestamp() then 'expired'
        when not bailiwick_authority.counts(given) then 'over'
        when exists (
            select from bailiwick_authority.share_once o
            where o.tenant_id = given.tenant_id and o.share_id = given.id and o.opened_by <> ${principal}) then 'over'
        when not bailiwick_authority.is_open_tenant(given.tenant_id) then 'closed'
        when given.to_other_tenant is not null and bailiwick_authority.answer_to(given) is not true then 'not accepted'
        when home = given.tenant_id then 'opened'
        when not given.outside then 'members only'
        when home is null or not bailiwick_authority.is_active(home, ${principal})
            or bailiwick_authority.is_suspended(given.tenant_id, ${principal})
            or not bailiwick_authority.is_open_tenant(home) then 'no home'
        else 'opened' end
$$;

-- Whether somebody has opened a share as a member of its tenant, since they are one.
create or replace function bailiwick_authority.has_opened(given bailiwick_authority.share, who ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m
        join bailiwick_authority.share_opened o on o.tenant_id = m.tenant_id and o.principal_id = m.principal_id
            and o.share_id = given.id and o.home_id = m.tenant_id and o.opened_at >= m.joined_at
        where m.tenant_id = given.tenant_id and m.principal_id = who)
$$;

-- Whether somebody has opened a share from there within the last minute, and is there since before.
create or replace function bailiwick_authority.just_opened(
        given bailiwick_authority.share, who ${principal_key}, home ${tenant_key}) returns boolean
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m
        join bailiwick_authority.share_opened o on o.tenant_id = given.tenant_id and o.share_id = given.id
            and o.principal_id = m.principal_id and o.home_id = m.tenant_id and o.opened_at >= m.joined_at
        where m.tenant_id = home and m.principal_id = who and o.opened_at > clock_timestamp() - interval '1 minute')
$$;

-- Whether what is for once is taken by who asks, now or before. The second waits for the first, before it holds the lock of any
-- tenant; on an older snapshot it fails instead of taking it too.
create or replace function bailiwick_authority.taken(given bailiwick_authority.share, who ${principal_key}) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bailiwick_authority.share_once as o (tenant_id, share_id, opened_by) values (given.tenant_id, given.id, who)
    on conflict (tenant_id, share_id) do update set opened_by = excluded.opened_by where o.opened_by = excluded.opened_by;
    return found;
end
$$;

-- Opens a share that must be opened, as the principal in scope, who is then one of those that it is with: as a member of its
-- tenant, or as a guest who is at home in the tenant in scope. A guest holds the lock of the other tenant for nothing, and a
-- member who is refused does not: it is decided without the lock, and with it again where that is taken. Opened again within
-- a minute it is the same opening.
-- unknown | over | expired | closed | members only | not accepted | no home | opened
create or replace function bailiwick_authority.open_share(held ${tenant_key}, which uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    opener ${principal_key} := ${principal};
    home ${tenant_key};
    given bailiwick_authority.share;
    word text;
    was_taken boolean;
begin
    select * into given from bailiwick_authority.share s where s.tenant_id = held and s.id = which;
    home := bailiwick_authority.opened_from(given);
    word := bailiwick_authority.would_open(given, home);
    if word <> 'opened' or bailiwick_authority.just_opened(given, opener, home) then
        return word;
    end if;
    -- from here on it is not removed
    perform from bailiwick_authority.share s where s.tenant_id = held and s.id = which for key share;
    was_taken := exists (select from bailiwick_authority.share_once o where o.tenant_id = held and o.share_id = which);
    if given.once and not bailiwick_authority.taken(given, opener) then
        return 'over';
    end if;
    if home = held and not bailiwick_authority.has_opened(given, opener) then
        perform bailiwick_authority.lock_tenant(held);
    end if;
    select * into given from bailiwick_authority.share s where s.tenant_id = held and s.id = which;
    home := bailiwick_authority.opened_from(given);
    word := bailiwick_authority.would_open(given, home);
    if word <> 'opened' then
        -- nobody has had it: the next one may, but for what was taken before
        delete from bailiwick_authority.share_once o
        where o.tenant_id = held and o.share_id = which and o.opened_by = opener and not was_taken
        and not exists (
            select from bailiwick_authority.share_opened p
            where p.tenant_id = held and p.share_id = which and p.principal_id = opener);
        return word;
    end if;
    if home = held and not bailiwick_authority.has_opened(given, opener) then
        perform bailiwick_authority.moved(held);
    end if;
    insert into bailiwick_authority.share_opened as o (tenant_id, share_id, principal_id, home_id, opened_at)
    values (held, which, opener, home, clock_timestamp())
    on conflict (tenant_id, principal_id, share_id, home_id) do update set opened_at = excluded.opened_at;
    insert into bailiwick_authority.share_access (tenant_id, share_id, type, resource_id, principal_id, home_id)
    values (held, which, given.type, given.resource_id, opener, nullif(home, held));
    if home <> held then
        perform bailiwick_authority.log_crossing(given, home, 'share.opened');
    end if;
    return word;
end
$$;

-- What came of opening a share that was found, and what it leads to if that is done.
create or replace function bailiwick_authority.opening(given bailiwick_authority.share)
    returns table (word text, host text, share uuid, kind text, resource uuid, guest boolean)
    language plpgsql security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
begin
    word := case
        when given.id is null or ${principal} is null then 'unknown'
        else bailiwick_authority.open_share(given.tenant_id, given.id) end;
    if word = 'opened' then
        host := given.tenant_id::text;
        share := given.id;
        kind := given.type;
        resource := given.resource_id;
        guest := bailiwick_authority.opened_from(given) is distinct from given.tenant_id;
    end if;
    return next;
end
$$;

-- Opens a link, in whatever tenant the principal in scope is, or in none.
create or replace function bailiwick_authority.open_link(hash bytea)
    returns table (word text, host text, share uuid, kind text, resource uuid, guest boolean)
    language plpgsql security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
declare
    given bailiwick_authority.share;
begin
    select * into given from bailiwick_authority.share s where s.token_hash = hash;
    return query select * from bailiwick_authority.opening(given);
end
$$;

-- Who has opened what of a row, and when, newest first; for who holds it in full, or the permission for what goes outside.
create or replace function bailiwick_authority.share_accesses(kind text, resource uuid, most integer)
    returns table (at timestamptz, share uuid, principal text, home text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select a.at, a.share_id, a.principal_id::text, a.home_id::text from bailiwick_authority.share_access a
    where a.tenant_id = ${tenant} and a.type = kind and a.resource_id = resource
    and (bailiwick_authority.own_level(kind, resource) = 4 or bailiwick_authority.may('${outside}'))
    order by a.at desc, a.id limit most
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.share_link(uuid, text, uuid, integer, bytea, boolean, boolean, bigint),
    bailiwick_authority.open_link(bytea),
    bailiwick_authority.share_accesses(text, uuid, integer)
to ${app};
