-- Members. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

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

-- What stands against changing a member so; null if nothing does. Locks the tenant first. forbidden | absent | above own
create or replace function bailiwick_authority.refusal(who ${principal_key}, gives text[], custom_gives text[]) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    old bailiwick_authority.membership;
begin
    if not bailiwick_authority.may_change('${members}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = ${tenant} and m.principal_id = who;
    return case
        when not found then 'absent'
        when not bailiwick_authority.within_own(old.roles || gives, old.custom || custom_gives) then 'above own' end;
end
$$;

-- Whether nobody but this one is an owner who is active.
create or replace function bailiwick_authority.is_last_owner(held ${tenant_key}, whom ${principal_key}) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select not exists (
        select from bailiwick_authority.membership m join bailiwick_authority.role r on r.is_owner and r.name = any (m.roles)
        where m.tenant_id = held and m.status = 'active' and m.principal_id <> whom)
$$;

-- What there is room for where all that was and is would be too long.
create or replace function bailiwick_authority.difference(were text[], are_now text[]) returns jsonb
    language sql immutable security definer set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'given', array(select unnest(are_now) except select unnest(were) order by 1),
        'taken', array(select unnest(were) except select unnest(are_now) order by 1))
$$;

-- forbidden | absent | above own | last owner | done
create or replace function bailiwick_authority.change_member(
        whom text, gives text[], takes text[], custom_gives text[], custom_takes text[]) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
    refused text;
    old bailiwick_authority.membership;
    new_roles text[];
    new_custom text[];
    noted jsonb;
begin
    perform bailiwick_authority.lock_tenant(held);
    perform bailiwick_authority.check_names(gives || takes, custom_gives || custom_takes);
    refused := bailiwick_authority.refusal(who, gives, custom_gives);
    if refused is not null then
        return refused;
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    new_roles := array(select unnest(old.roles) union select unnest(gives) except select unnest(takes) order by 1);
    new_custom := array(select unnest(old.custom) union select unnest(custom_gives) except select unnest(custom_takes) order by 1);
    if old.status = 'active' and bailiwick_authority.is_last_owner(held, who)
        and not exists (select from bailiwick_authority.role r where r.is_owner and r.name = any (new_roles)) then
        return 'last owner';
    end if;
    update bailiwick_authority.membership m set roles = new_roles, custom = new_custom
    where m.tenant_id = held and m.principal_id = who;
    if not (old.roles <@ new_roles and old.custom <@ new_custom) then
        perform bailiwick_authority.withdraw_invitations(held, who);
    end if;
    noted := jsonb_build_object(
        'roles', jsonb_build_object('were', old.roles, 'are', new_roles),
        'custom', jsonb_build_object('were', old.custom, 'are', new_custom));
    if not bailiwick_authority.fits(noted) then
        noted := jsonb_build_object(
            'roles', bailiwick_authority.difference(old.roles, new_roles),
            'custom', bailiwick_authority.difference(old.custom, new_custom));
    end if;
    perform bailiwick_authority.log(held, 'changed', 'member.changed', who::text, noted);
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
    refused text := bailiwick_authority.refusal(who, '{}', '{}');
begin
    if refused is not null then
        return refused;
    elsif changed <> 'active' and bailiwick_authority.is_last_owner(held, who) then
        return 'last owner';
    end if;
    update bailiwick_authority.membership m set status = changed where m.tenant_id = held and m.principal_id = who;
    if changed <> 'active' then
        perform bailiwick_authority.withdraw_invitations(held, who);
    end if;
    perform bailiwick_authority.log(held, 'changed', 'member.status', who::text, jsonb_build_object('is', changed));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- Everybody may leave; who is suspended is ended by others, since who is none is a guest again. forbidden | absent | above own | last owner | done
create or replace function bailiwick_authority.end_membership(whom text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
    refused text;
    old bailiwick_authority.membership;
begin
    perform bailiwick_authority.lock_tenant(held);
    if who is distinct from ${principal} or bailiwick_authority.is_suspended(held, who) then
        refused := bailiwick_authority.refusal(who, '{}', '{}');
    end if;
    if refused is not null then
        return refused;
    elsif bailiwick_authority.is_last_owner(held, who) then
        return 'last owner';
    end if;
    select * into old from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    if not found then
        return 'absent';
    end if;
    perform bailiwick_authority.withdraw_shares(held, who, null);
    delete from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who;
    perform bailiwick_authority.take(held, 'users', -1);
    perform bailiwick_authority.withdraw_invitations(held, who);
    perform bailiwick_authority.log(held, 'changed', 'member.ended', who::text,
        jsonb_build_object('roles', old.roles, 'custom', old.custom));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.holding(text),
    bailiwick_authority.change_member(text, text[], text[], text[], text[]),
    bailiwick_authority.set_member_status(text, text),
    bailiwick_authority.end_membership(text)
to ${app};
