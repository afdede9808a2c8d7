
-- Members that there were before these tables. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- For maintenance and for migrations, which are nobody in particular: whom each principal is to be, as an object of arrays of
-- roles. Who is a member already is neither raised nor lowered. A tenant that has no active owner then is refused. How many came.
create or replace function bailiwick_authority.bring_in(which text, whom jsonb) returns bigint
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := which::${tenant_key};
    came bigint;
begin
    if ${principal} is not null then
        raise exception 'members are brought in by nobody in particular' using errcode = 'insufficient_privilege',
            hint = 'Whoever is in scope gives what they hold: invite.';
    end if;
    insert into bailiwick_authority.tenant (tenant_id) values (held) on conflict do nothing;
    if found then
        insert into bailiwick_authority.tenant_limit (tenant_id, kind, used)
        values (held, 'users', 0), (held, 'teams', 0), (held, 'storage_bytes', 0), (held, 'requests_per_minute', 0);
        perform bailiwick_authority.log(held, 'changed', 'tenant.brought', held::text, '{}');
    end if;
    perform bailiwick_authority.lock_tenant(held);
    perform bailiwick_authority.check_names(
        array(select jsonb_array_elements_text(each.value) from jsonb_each(whom) as each), '{}');
    insert into bailiwick_authority.principal (principal_id)
    select each.key::${principal_key} from jsonb_each(whom) as each order by 1 on conflict do nothing;
    with brought as (
        insert into bailiwick_authority.membership (tenant_id, principal_id, roles)
        select held, each.key::${principal_key}, array(select distinct jsonb_array_elements_text(each.value) order by 1)
        from jsonb_each(whom) as each
        on conflict do nothing
        returning principal_id, roles)
    select count(*), count(bailiwick_authority.log(
        held, 'changed', 'member.brought', b.principal_id::text, jsonb_build_object('roles', b.roles)))
    into came from brought b;
    if not exists (
            select from bailiwick_authority.membership m join bailiwick_authority.role r on r.is_owner and r.name = any (m.roles)
            where m.tenant_id = held and m.status = 'active') then
        raise exception 'tenant % would have no active owner', held using errcode = 'integrity_constraint_violation',
            hint = 'Give the owner''s role to one of its members.';
    end if;
    if came > 0 then
        -- counted, and beyond a limit all the same: they were there before it
        update bailiwick_authority.tenant_limit l set used = l.used + came where l.tenant_id = held and l.kind = 'users';
        perform bailiwick_authority.moved(held);
    end if;
    return came;
end
$$;

-- For maintenance and for migrations: who holds the one role, in whatever tenant, holds the other instead, and is invited to it. How
-- many members. An owner is neither made nor unmade so.
create or replace function bailiwick_authority.replace_role(old text, by_which text) returns bigint
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    replaced bigint;
begin
    if ${principal} is not null then
        raise exception 'roles are replaced by nobody in particular' using errcode = 'insufficient_privilege';
    end if;
    perform bailiwick_authority.check_fresh('a role is replaced');
    -- as where a model is installed: no change of a tenant is under way, and none begins; nor is one installed that lacks a role
    lock table bailiwick_authority.tenant in exclusive mode;
    perform bailiwick_authority.check_names(array[old, by_which], '{}');
    if exists (select from bailiwick_authority.role r where r.is_owner and r.name in (old, by_which)) then
        raise exception 'the role of owners is not replaced' using errcode = 'invalid_parameter_value';
    end if;
    update bailiwick_authority.invitation i
    set roles = array(select r from unnest(array_replace(i.roles, old, by_which)) as r group by r order by r)
    where i.state = 'pending' and old = any (i.roles);
    with changed as (
        update bailiwick_authority.membership m
        set roles = array(select r from unnest(array_replace(m.roles, old, by_which)) as r group by r order by r)
        where old = any (m.roles)
        returning m.tenant_id),
    counted as (select c.tenant_id, count(*) as members from changed c group by c.tenant_id),
    moved as (
        update bailiwick_authority.tenant t set epoch = t.epoch + 1 from counted c where t.tenant_id = c.tenant_id),
    noted as (
        select bailiwick_authority.log(c.tenant_id, 'changed', 'role.replaced', old,
            jsonb_build_object('by', by_which, 'members', c.members)), c.members
        from counted c)
    select coalesce(sum(n.members), 0)::bigint into replaced from noted n;
    perform bailiwick_authority.withdraw_fallen();
    return replaced;
end
$$;

revoke all on function bailiwick_authority.bring_in(text, jsonb), bailiwick_authority.replace_role(text, text) from public;
