-- What is shared with the outside, where the wall has a role for guests. Generated (AuthoritySql.functions); repeatable, run
-- by the owner of the wall. Locks and answers as for members.

-- Shares a row with who has an address, or with another tenant. Words as for add_share.
create or replace function bailiwick_authority.share_outside(
        made uuid, kind text, resource uuid, granted integer, address text, other text, seconds bigint) returns text
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
    wanted.to_email := lower(btrim(address));
    wanted.to_other_tenant := other::${tenant_key};
    wanted.outside := true;
    return bailiwick_authority.add_share(wanted, seconds);
end
$$;

-- Whether it waits to be opened by the principal in scope: by the address, or as an active member of the tenant in scope.
create or replace function bailiwick_authority.is_for(given bailiwick_authority.share) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (given.to_other_tenant = ${tenant} and bailiwick_authority.is_active(${tenant}, ${principal}))
        or exists (
            select from ${principals} as known
            where known.${principals_key} = ${principal} and lower(btrim(known.${email})) = given.to_email), false)
$$;

-- Opens what is shared with the address of the principal in scope, or with the tenant in scope. It is unknown to everybody else.
create or replace function bailiwick_authority.open_offer(from_host text, which uuid)
    returns table (word text, host text, share uuid, kind text, resource uuid, guest boolean)
    language plpgsql security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
declare
    given bailiwick_authority.share;
begin
    select * into given from bailiwick_authority.share s
    where s.tenant_id = from_host::${tenant_key} and s.id = which and bailiwick_authority.is_for(s);
    return query select * from bailiwick_authority.opening(given);
end
$$;

-- What is offered to the principal in scope and to the tenant in scope, oldest first; what the tenant has not accepted, to who may.
-- Whether one counts is asked of few more than are told.
create or replace function bailiwick_authority.offers(most integer)
    returns table (host text, id uuid, kind text, level integer, expires_at timestamptz, to_tenant boolean, accepted boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.tenant_id::text, s.id, s.type, s.level, s.expires_at, s.to_email is null, coalesce(bailiwick_authority.answer_to(row(s.*)::bailiwick_authority.share), false)
    from (
        select g.* from bailiwick_authority.share g
        where g.revoked_at is null and (g.expires_at is null or g.expires_at > statement_timestamp())
        and ((g.to_other_tenant = ${tenant} and (select bailiwick_authority.is_active(${tenant}, ${principal})))
            or g.to_email = (
                select lower(btrim(known.${email})) from ${principals} as known where known.${principals_key} = ${principal}))
        order by g.shared_at, g.id offset 0) as s
    where bailiwick_authority.answer_to(row(s.*)::bailiwick_authority.share) is distinct from false
    and (s.to_email is not null or bailiwick_authority.answer_to(row(s.*)::bailiwick_authority.share) or (select bailiwick_authority.may('${outside}')))
    and bailiwick_authority.counts(row(s.*)::bailiwick_authority.share)
    limit most
$$;

-- Accepts what another tenant shares with the tenant in scope, or refuses it for good, also later. Locks the authority of the
-- tenant in scope, and of the other nothing that it would change. From the acceptance on it is on record in both.
-- forbidden | absent | done
create or replace function bailiwick_authority.answer_offer(host text, which uuid, accepted boolean) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    home ${tenant_key} := ${tenant};
    given bailiwick_authority.share;
    earlier boolean;
begin
    if accepted is null then
        raise exception 'an answer is yes or no' using errcode = 'invalid_parameter_value';
    elsif not bailiwick_authority.may_change('${outside}') then
        return 'forbidden';
    end if;
    select * into given from bailiwick_authority.share s
    where s.tenant_id = host::${tenant_key} and s.id = which and s.to_other_tenant = home and s.revoked_at is null
    for key share;
    earlier := bailiwick_authority.answer_to(given);
    if given.id is null or not earlier or (answer_offer.accepted and not bailiwick_authority.counts(given)) then
        return 'absent';
    elsif earlier is distinct from answer_offer.accepted then
        insert into bailiwick_authority.share_answer as a (tenant_id, share_id, accepted, answered_by)
        values (given.tenant_id, given.id, answer_offer.accepted, ${principal})
        on conflict (tenant_id, share_id) do update set accepted = excluded.accepted, answered_at = excluded.answered_at,
            answered_by = excluded.answered_by;
        -- members of this tenant lose what they have opened
        if earlier then
            perform bailiwick_authority.moved(home);
        end if;
        perform bailiwick_authority.log_crossing(
            given, home, case when answer_offer.accepted then 'share.accepted' else 'share.refused' end);
    end if;
    return 'done';
end
$$;

-- Refuses all that one tenant offers to the tenant in scope and that it has not answered, for good. forbidden | done
create or replace function bailiwick_authority.refuse_offers(host text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    home ${tenant_key} := ${tenant};
    given bailiwick_authority.share;
begin
    if not bailiwick_authority.may_change('${outside}') then
        return 'forbidden';
    end if;
    for given in
        select s.* from bailiwick_authority.share s
        where s.tenant_id = host::${tenant_key} and s.to_other_tenant = home and s.revoked_at is null
        and bailiwick_authority.answer_to(s) is null
        order by s.id for key share of s
    loop
        insert into bailiwick_authority.share_answer (tenant_id, share_id, accepted, answered_by)
        values (given.tenant_id, given.id, false, ${principal}) on conflict (tenant_id, share_id) do nothing;
        if found then
            perform bailiwick_authority.log_crossing(given, home, 'share.refused');
        end if;
    end loop;
    return 'done';
end
$$;

-- What the guest in scope has opened of the tenant in scope, from the home in scope, at this level or a higher one: for policies.
-- The guest is an active member of that home since before, no suspended one here, and both tenants are open; what is with a tenant
-- is with this one and accepted there, what is with an address is with the one that the guest has now.
create or replace function bailiwick_authority.guest_shared(kind text, at_least integer) returns uuid[]
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct s.resource_id), '{}')
    from bailiwick_authority.membership m
    join bailiwick_authority.share_opened o
        on o.tenant_id = ${tenant} and o.principal_id = m.principal_id and o.home_id = m.tenant_id and o.opened_at >= m.joined_at
    join bailiwick_authority.share s on s.tenant_id = o.tenant_id and s.id = o.share_id
    where m.tenant_id = ${home} and m.principal_id = ${principal} and m.status = 'active'
    and m.tenant_id <> o.tenant_id and s.outside and s.type = kind and s.level >= at_least
    and (s.to_other_tenant is null or (s.to_other_tenant = m.tenant_id and bailiwick_authority.answer_to(s)))
    and (s.to_email is null or s.to_email = (
        select lower(btrim(known.${email})) from ${principals} as known where known.${principals_key} = ${principal}))
    and bailiwick_authority.is_open_tenant(s.tenant_id) and bailiwick_authority.is_open_tenant(m.tenant_id)
    and not bailiwick_authority.is_suspended(s.tenant_id, ${principal}) and bailiwick_authority.counts(s)
$$;

-- The epoch of the principal in scope as a guest of another tenant, from the tenant in scope; no row for who is no active member of
-- it or has opened nothing there that is open.
create or replace function bailiwick_authority.guest_epoch(host text) returns setof bigint
    language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
    select home.epoch + visited.epoch + p.epoch
    from bailiwick_authority.membership m
    join bailiwick_authority.tenant home on home.tenant_id = m.tenant_id
    join bailiwick_authority.tenant visited on visited.tenant_id = guest_epoch.host::${tenant_key}
    join bailiwick_authority.principal p on p.principal_id = m.principal_id
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
    and visited.tenant_id <> home.tenant_id and exists (
        select from bailiwick_authority.share_opened o
        join bailiwick_authority.share s on s.tenant_id = o.tenant_id and s.id = o.share_id
        where o.tenant_id = visited.tenant_id and o.principal_id = m.principal_id and o.home_id = m.tenant_id
        and o.opened_at >= m.joined_at and s.outside and bailiwick_authority.is_open(s))
$$;

-- What goes outside of the tenant and is open, newest first, for who holds the permission for that.
create or replace function bailiwick_authority.outside_shares(most integer)
    returns table (id uuid, kind text, resource uuid, level integer, whom text, team uuid, link boolean, once boolean,
        outside boolean, email text, other text, accepted boolean, by_whom text, expires_at timestamptz, counting boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select told.* from (
        select s.* from bailiwick_authority.share s
        where s.tenant_id = ${tenant} and s.outside and bailiwick_authority.is_open(s)
        and bailiwick_authority.answer_to(s) is distinct from false and bailiwick_authority.may('${outside}')
        order by s.shared_at desc, s.id limit most) as newest
    join bailiwick_authority.share s on s.tenant_id = newest.tenant_id and s.id = newest.id
    cross join lateral bailiwick_authority.told(s) as told
    order by s.shared_at desc, s.id
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.share_outside(uuid, text, uuid, integer, text, text, bigint),
    bailiwick_authority.open_offer(text, uuid),
    bailiwick_authority.offers(integer),
    bailiwick_authority.guest_epoch(text),
    bailiwick_authority.refuse_offers(text),
    bailiwick_authority.outside_shares(integer),
    bailiwick_authority.answer_offer(text, uuid, boolean)
to ${app};
grant usage on schema bailiwick_authority to ${guests};
grant execute on function bailiwick_authority.guest_shared(text, integer) to ${guests};
