-- Members, invitations and limits. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.
-- Every function that changes authority begins by locking its tenant's row, so that changes of one tenant come one after
-- the other, decides by what is there then, and ends by raising the tenant's epoch. Answers are words.

-- One lock for the authority of a tenant. Not for update: a foreign key into the row does not wait for it.
create or replace function bailiwick_authority.lock_tenant(held ${tenant_key}) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform from bailiwick_authority.tenant t where t.tenant_id = held for no key update;
    if not found then
        raise exception 'no tenant in scope, or one that was not founded' using errcode = 'insufficient_privilege',
            hint = 'bailiwick_authority.found(tenant, founder) founds one.';
    end if;
end
$$;

create or replace function bailiwick_authority.moved(held ${tenant_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    update bailiwick_authority.tenant t set epoch = t.epoch + 1 where t.tenant_id = held
$$;

-- For functions of the application that lock a principal out, change its password and the like.
create or replace function bailiwick_authority.principal_moved(whom ${principal_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    insert into bailiwick_authority.principal as p (principal_id) values (whom)
    on conflict (principal_id) do update set epoch = p.epoch + 1
$$;

-- What the principal in scope holds in the tenant in scope; nothing unless the membership is active.
create or replace function bailiwick_authority.own_permissions() returns setof text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select unnest(m.custom) from bailiwick_authority.membership m
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
    union
    select held.permission from bailiwick_authority.membership m
    join bailiwick_authority.role_permission held on held.role = any (m.roles)
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
$$;

-- Whether the principal in scope holds it and the tenant's status allows it.
create or replace function bailiwick_authority.may(wanted text) returns boolean
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from bailiwick_authority.own_permissions() as held where held = wanted)
        and exists (
            select from bailiwick_authority.tenant t cross join bailiwick_authority.permission p
            where t.tenant_id = ${tenant} and p.name = wanted
            and (t.status in ('trial', 'active') or (t.status = 'suspended' and p.when_suspended)))
$$;

-- Whether each role is held by the principal in scope, or below one that is, and each permission is held.
create or replace function bailiwick_authority.within_own(roles text[], custom text[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select not exists (
            select from unnest(within_own.roles) as asked
            where not exists (
                select from bailiwick_authority.membership m
                join bailiwick_authority.role_below b on b.role = any (m.roles)
                where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
                and b.lower = asked))
        and not exists (
            select unnest(within_own.custom) except select held from bailiwick_authority.own_permissions() as held)
$$;

create or replace function bailiwick_authority.check_names(roles text[], permissions text[]) returns void
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not roles <@ array(select r.name from bailiwick_authority.role r)
        or not permissions <@ array(select p.name from bailiwick_authority.permission p) then
        raise exception 'unknown among the roles % or the permissions %', roles, permissions
            using errcode = 'invalid_parameter_value', hint = 'AuthoritySql.model writes those of the application.';
    end if;
end
$$;

create or replace function bailiwick_authority.other_owner(held ${tenant_key}, whom ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from bailiwick_authority.membership m join bailiwick_authority.role r on r.is_owner and r.name = any (m.roles)
        where m.tenant_id = held and m.status = 'active' and m.principal_id <> whom)
$$;

-- An invitation stands for as long as who wrote it could write it again.
create or replace function bailiwick_authority.withdraw_invitations(held ${tenant_key}, inviter ${principal_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    update bailiwick_authority.invitation i set state = 'revoked'
    where i.tenant_id = held and i.invited_by = inviter and i.state = 'pending'
$$;

-- Counts, unless there would be too much. A kind without a row is not counted.
create or replace function bailiwick_authority.take(held ${tenant_key}, what text, much bigint) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    present timestamptz := date_trunc('minute', clock_timestamp());
begin
    update bailiwick_authority.tenant_limit l
    set used = greatest(0, case when what = 'requests_per_minute' and l.since <> present then much else l.used + much end),
        since = present
    where l.tenant_id = held and l.kind = what
    and (l.most is null or much <= 0
        or case when what = 'requests_per_minute' and l.since <> present then much else l.used + much end <= l.most);
    return found
        or not exists (select from bailiwick_authority.tenant_limit l where l.tenant_id = held and l.kind = what);
end
$$;

-- done | full
create or replace function bailiwick_authority.count_up(what text, much bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if what not in ('storage_bytes', 'requests_per_minute') then
        raise exception '% is counted by whoever makes one', what using errcode = 'invalid_parameter_value';
    end if;
    return case when bailiwick_authority.take(${tenant}, what, much) then 'done' else 'full' end;
end
$$;

-- For the application's own function that makes a tenant's row: the founder becomes its owner.
create or replace function bailiwick_authority.found(founded ${tenant_key}, founder ${principal_key}) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bailiwick_authority.tenant (tenant_id) values (founded);
    insert into bailiwick_authority.principal (principal_id) values (founder) on conflict do nothing;
    insert into bailiwick_authority.membership (tenant_id, principal_id, roles)
    values (founded, founder, array(select r.name from bailiwick_authority.role r where r.is_owner));
    insert into bailiwick_authority.tenant_limit (tenant_id, kind, used)
    values (founded, 'users', 1), (founded, 'teams', 0), (founded, 'storage_bytes', 0), (founded, 'requests_per_minute', 0);
end
$$;

-- For maintenance, which is in no tenant. absent | done
create or replace function bailiwick_authority.set_tenant_status(which text, changed text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update bailiwick_authority.tenant t set status = changed, epoch = t.epoch + 1
    where t.tenant_id = which::${tenant_key};
    return case when found then 'done' else 'absent' end;
end
$$;

-- For maintenance. Below what is in use, nothing more is taken; without limit if null. absent | done
create or replace function bailiwick_authority.set_limit(which text, what text, at_most bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update bailiwick_authority.tenant_limit l set most = at_most
    where l.tenant_id = which::${tenant_key} and l.kind = what;
    return case when found then 'done' else 'absent' end;
end
$$;

-- How the principal in scope stands in a tenant; no row for a stranger.
create or replace function bailiwick_authority.holding(which text)
    returns table (status text, roles text[], custom text[], tenant_status text, epoch bigint)
    language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
    select m.status, m.roles, m.custom, t.status, t.epoch + p.epoch
    from bailiwick_authority.membership m
    join bailiwick_authority.tenant t on t.tenant_id = m.tenant_id
    join bailiwick_authority.principal p on p.principal_id = m.principal_id
    where m.tenant_id = holding.which::${tenant_key} and m.principal_id = ${principal}
$$;

-- forbidden | absent | above own | last owner | done
create or replace function bailiwick_authority.change_member(
        whom text, gives text[], takes text[], custom_gives text[], custom_takes text[]) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
    old bailiwick_authority.membership;
    new_roles text[];
    new_custom text[];
begin
    perform bailiwick_authority.check_names(gives || takes, custom_gives || custom_takes);
    perform bailiwick_authority.lock_tenant(held);
    if not bailiwick_authority.may('${members}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    if not found then
        return 'absent';
    elsif not bailiwick_authority.within_own(old.roles || gives, old.custom || custom_gives) then
        return 'above own';
    end if;
    new_roles := array(select unnest(old.roles) union select unnest(gives) except select unnest(takes) order by 1);
    new_custom := array(select unnest(old.custom) union select unnest(custom_gives) except select unnest(custom_takes) order by 1);
    if old.status = 'active' and not bailiwick_authority.other_owner(held, who)
        and not exists (select from bailiwick_authority.role r where r.is_owner and r.name = any (new_roles)) then
        return 'last owner';
    end if;
    update bailiwick_authority.membership m set roles = new_roles, custom = new_custom
    where m.tenant_id = held and m.principal_id = who;
    if not (old.roles <@ new_roles and old.custom <@ new_custom) then
        perform bailiwick_authority.withdraw_invitations(held, who);
    end if;
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- forbidden | absent | above own | last owner | done
create or replace function bailiwick_authority.set_member_status(whom text, changed text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
    old bailiwick_authority.membership;
begin
    perform bailiwick_authority.lock_tenant(held);
    if not bailiwick_authority.may('${members}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    if not found then
        return 'absent';
    elsif not bailiwick_authority.within_own(old.roles, old.custom) then
        return 'above own';
    elsif changed <> 'active' and not bailiwick_authority.other_owner(held, who) then
        return 'last owner';
    end if;
    update bailiwick_authority.membership m set status = changed where m.tenant_id = held and m.principal_id = who;
    if changed <> 'active' then
        perform bailiwick_authority.withdraw_invitations(held, who);
    end if;
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- Everybody may leave. forbidden | absent | above own | last owner | done
create or replace function bailiwick_authority.end_membership(whom text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
    old bailiwick_authority.membership;
begin
    perform bailiwick_authority.lock_tenant(held);
    if who is distinct from ${principal} and not bailiwick_authority.may('${members}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    if not found then
        return 'absent';
    elsif who <> ${principal} and not bailiwick_authority.within_own(old.roles, old.custom) then
        return 'above own';
    elsif not bailiwick_authority.other_owner(held, who) then
        return 'last owner';
    end if;
    delete from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    perform bailiwick_authority.take(held, 'users', -1);
    perform bailiwick_authority.withdraw_invitations(held, who);
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- One invitation for an address at a time: a later one takes the place of an earlier one. forbidden | member | above own | done
create or replace function bailiwick_authority.invite(
        invited uuid, address text, hash bytea, gives text[], seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    stripped text := lower(btrim(address));
begin
    perform bailiwick_authority.check_names(gives, '{}');
    perform bailiwick_authority.lock_tenant(held);
    if not bailiwick_authority.may('${invitations}') then
        return 'forbidden';
    elsif not bailiwick_authority.within_own(gives || array(
            select unnest(i.roles) from bailiwick_authority.invitation i
            where i.tenant_id = held and i.email = stripped and i.state = 'pending'), '{}') then
        return 'above own';
    elsif exists (
            select from bailiwick_authority.membership m join ${principals} as known on known.${principals_key} = m.principal_id
            where m.tenant_id = held and lower(btrim(known.${email})) = stripped) then
        return 'member';
    end if;
    update bailiwick_authority.invitation i set state = 'revoked'
    where i.tenant_id = held and i.email = stripped and i.state = 'pending';
    insert into bailiwick_authority.invitation (tenant_id, id, email, roles, token_hash, expires_at, invited_by)
    values (held, invited, stripped, gives, hash, clock_timestamp() + seconds * interval '1 second', ${principal});
    return 'done';
end
$$;

-- forbidden | absent | above own | done
create or replace function bailiwick_authority.revoke_invitation(which uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    old bailiwick_authority.invitation;
begin
    perform bailiwick_authority.lock_tenant(held);
    if not bailiwick_authority.may('${invitations}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.invitation i
    where i.tenant_id = held and i.id = which and i.state = 'pending';
    if not found then
        return 'absent';
    elsif not bailiwick_authority.within_own(old.roles, '{}') then
        return 'above own';
    end if;
    update bailiwick_authority.invitation i set state = 'revoked' where i.tenant_id = held and i.id = which;
    return 'done';
end
$$;

-- Answers an invitation as the principal in scope, in whatever tenant or none.
-- unknown | other address | over | expired | closed | member | full | declined | joined
create or replace function bailiwick_authority.answer_invitation(hash bytea, accepted boolean)
    returns table (word text, joined text, given text[])
    language plpgsql security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
declare
    me ${principal_key} := ${principal};
    held ${tenant_key};
    old bailiwick_authority.invitation;
begin
    select i.tenant_id into held from bailiwick_authority.invitation i where i.token_hash = hash;
    if held is null or me is null then
        return query select 'unknown', null::text, null::text[];
        return;
    end if;
    perform bailiwick_authority.lock_tenant(held);
    select * into old from bailiwick_authority.invitation i where i.tenant_id = held and i.token_hash = hash for update;
    word := case
        when not exists (
            select from ${principals} as known
            where known.${principals_key} = me and lower(btrim(known.${email})) = old.email) then 'other address'
        when old.state <> 'pending' then 'over'
        when old.expires_at <= clock_timestamp() then 'expired'
        when not exists (
            select from bailiwick_authority.tenant t where t.tenant_id = held and t.status in ('trial', 'active')) then 'closed'
        when exists (
            select from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = me) then 'member'
        when not accepted then 'declined'
        when not bailiwick_authority.take(held, 'users', 1) then 'full'
        else 'joined' end;
    if word = 'declined' then
        update bailiwick_authority.invitation i set state = 'declined' where i.tenant_id = held and i.id = old.id;
    elsif word = 'joined' then
        update bailiwick_authority.invitation i set state = 'accepted' where i.tenant_id = held and i.id = old.id;
        insert into bailiwick_authority.principal (principal_id) values (me) on conflict do nothing;
        insert into bailiwick_authority.membership (tenant_id, principal_id, roles, invited_by)
        values (held, me, old.roles, old.invited_by);
        perform bailiwick_authority.moved(held);
    end if;
    joined := held::text;
    given := old.roles;
    return next;
end
$$;

-- The roles of the application. Refused while somebody holds what would be gone.
create or replace function bailiwick_authority.model_text() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select string_agg(line, e'\n' order by line) from (
        select 'permission ' || p.name || ' ' || p.when_suspended from bailiwick_authority.permission p
        union all select 'role ' || r.name || ' ' || r.is_owner from bailiwick_authority.role r
        union all select 'holds ' || h.role || ' ' || h.permission from bailiwick_authority.role_permission h
        union all select 'below ' || b.lower || ' ' || b.role from bailiwick_authority.role_below b) as lines (line)
$$;

create or replace function bailiwick_authority.install_model(model jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    before text := bailiwick_authority.model_text();
    missing text[];
begin
    missing := array(
        select distinct unnest(m.roles || m.custom) from bailiwick_authority.membership m
        union select distinct unnest(i.roles) from bailiwick_authority.invitation i where i.state = 'pending'
        except (select r ->> 'name' from jsonb_array_elements(model -> 'roles') as r
            union select p ->> 'name' from jsonb_array_elements(model -> 'permissions') as p));
    if missing <> '{}' then
        raise exception 'members or invitations hold % , which the model has no longer', missing
            using errcode = 'dependent_objects_still_exist';
    end if;
    delete from bailiwick_authority.role;
    delete from bailiwick_authority.permission;
    insert into bailiwick_authority.permission (name, when_suspended)
    select p ->> 'name', (p -> 'suspended')::boolean from jsonb_array_elements(model -> 'permissions') as p;
    insert into bailiwick_authority.role (name, is_owner)
    select r ->> 'name', (r -> 'owner')::boolean from jsonb_array_elements(model -> 'roles') as r;
    insert into bailiwick_authority.role_permission (role, permission)
    select r ->> 'name', jsonb_array_elements_text(r -> 'permissions') from jsonb_array_elements(model -> 'roles') as r;
    insert into bailiwick_authority.role_below (role, lower)
    select r ->> 'name', jsonb_array_elements_text(r -> 'includes') from jsonb_array_elements(model -> 'roles') as r;
    if before is distinct from bailiwick_authority.model_text() then
        update bailiwick_authority.tenant t set epoch = t.epoch + 1;
    end if;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.may(text),
    bailiwick_authority.holding(text),
    bailiwick_authority.count_up(text, bigint),
    bailiwick_authority.change_member(text, text[], text[], text[], text[]),
    bailiwick_authority.set_member_status(text, text),
    bailiwick_authority.end_membership(text),
    bailiwick_authority.invite(uuid, text, bytea, text[], bigint),
    bailiwick_authority.revoke_invitation(uuid),
    bailiwick_authority.answer_invitation(bytea, boolean)
to ${app};
