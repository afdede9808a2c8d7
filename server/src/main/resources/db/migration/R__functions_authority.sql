-- What the principal in scope holds, and what is above it: asked by the functions that change authority.

-- Whether a tenant lets its members in and its work go on; asked wherever that is decided. Without settings of its own, so that it becomes
-- a part of the statement that asks.
create or replace function is_open(which tenant) returns boolean
    language sql immutable parallel safe
as $$
    select which.status in ('trial', 'active') and which.deleted_at is null
$$;
revoke all on function is_open(tenant) from public;
grant execute on function is_open(tenant) to bailiwick_app;

-- What changes authority must see all that was committed before it.
create or replace function check_fresh() returns void
    language plpgsql stable set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
        raise exception 'authority is changed at READ COMMITTED, and not at %', upper(current_setting('transaction_isolation'))
            using errcode = 'invalid_transaction_state';
    end if;
end
$$;
revoke all on function check_fresh() from public;

-- False: the tenant is gone. Always first, so that nobody waits for each other crosswise.
create or replace function lock_authority() returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_fresh();
    -- foreign keys to the tenant do not wait for it
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for no key update;
    return found;
end
$$;
revoke all on function lock_authority() from public;

-- What somebody holds in a tenant: the union of the roles, and nothing of whose account is locked. Rank is told by nothing else.
create or replace function held_by(of_tenant uuid, who uuid, out permissions text[], out unlimited boolean, out groups uuid[])
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        with own as (
            select r.id, r.permissions, r.unlimited_visibility
            from posture.role_user ru
            join posture.role r on r.tenant_id = ru.tenant_id and r.id = ru.role_id
            join posture.app_user u on u.id = ru.user_id and u.is_active
            where ru.tenant_id = of_tenant and ru.user_id = who)
        select array(select unnest(o.permissions) from own o),
               exists (select from own o where o.unlimited_visibility),
               array(select rg.provider_group_id
                     from own o
                     join posture.role_provider_group rg on rg.tenant_id = of_tenant and rg.role_id = o.id);
    end;
revoke all on function held_by(uuid, uuid) from public;

-- Rank is inclusion: whether a role that allows this, and lets these groups be seen, would be more than somebody holds; also where one
-- cannot say. Not only the providers of groups are compared: who is given a group sees its name, and what is put into it later.
create or replace function exceeds(of_tenant uuid, who uuid, allowed text[], everything boolean, seen uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select not coalesce(
            allowed <@ h.permissions and (h.unlimited or (not everything and coalesce(seen, '{}') <@ h.groups)), false)
        from posture.held_by(of_tenant, who) h;
    end;
revoke all on function exceeds(uuid, uuid, text[], boolean, uuid[]) from public;

-- Whether any of these roles would be.
create or replace function roles_exceed(of_tenant uuid, who uuid, roles uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select from posture.role r
            where r.tenant_id = of_tenant and r.id = any (roles)
              and posture.exceeds(of_tenant, who, r.permissions, r.unlimited_visibility, array(
                  select rg.provider_group_id from posture.role_provider_group rg
                  where rg.tenant_id = of_tenant and rg.role_id = r.id)));
    end;
revoke all on function roles_exceed(uuid, uuid, uuid[]) from public;

create or replace function providers_of_groups(groups uuid[]) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select gm.provider_id from posture.provider_group_member gm
                     where gm.tenant_id = bailiwick.tenant() and gm.provider_group_id = any (groups));
    end;
revoke all on function providers_of_groups(uuid[]) from public;

-- What the principal in scope holds in the tenant in scope.
create or replace function held_authority(out permissions text[], out unlimited boolean, out providers uuid[])
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select h.permissions, h.unlimited, posture.providers_of_groups(h.groups)
        from posture.held_by(bailiwick.tenant(), bailiwick.principal()) h;
    end;
revoke all on function held_authority() from public;

create or replace function may_manage(permission text) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select coalesce(may_manage.permission = any (h.permissions), false)
        from posture.held_by(bailiwick.tenant(), bailiwick.principal()) h;
    end;
revoke all on function may_manage(text) from public;

-- What a change that takes a permission begins with: the lock, and whether the principal in scope holds it. Null, or the word that the
-- change is refused with.
create or replace function authority_refusal(permission text) returns text
    language plpgsql volatile set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if not lock_authority() then
        return 'absent';
    end if;
    -- statements of their own, here and in the caller: they must see what was committed while this waited
    if not may_manage(permission) then
        return 'forbidden';
    end if;
    return null;
end
$$;
revoke all on function authority_refusal(text) from public;

create or replace function groups_of_role(role uuid) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select rg.provider_group_id from posture.role_provider_group rg
                     where rg.tenant_id = bailiwick.tenant() and rg.role_id = groups_of_role.role);
    end;
revoke all on function groups_of_role(uuid) from public;

-- Those of these groups that the principal in scope sees: what others have linked to a role is neither taken by its id nor removed
-- by a replacement that could not name it.
create or replace function seen_groups(ids uuid[]) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(
            select g.id from posture.provider_group g
            where g.tenant_id = bailiwick.tenant() and g.id = any (ids)
              and exists (select from posture.held_by(bailiwick.tenant(), bailiwick.principal()) h
                          where h.unlimited or g.id = any (h.groups)));
    end;
revoke all on function seen_groups(uuid[]) from public;

-- The same of the principal in scope.
create or replace function above_rank(allowed text[], everything boolean, seen uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select posture.exceeds(bailiwick.tenant(), bailiwick.principal(), allowed, everything, seen);
    end;
revoke all on function above_rank(text[], boolean, uuid[]) from public;

create or replace function roles_above_rank(roles uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select posture.roles_exceed(bailiwick.tenant(), bailiwick.principal(), roles);
    end;
revoke all on function roles_above_rank(uuid[]) from public;

-- Whether a member of the tenant in scope is an owner where the principal in scope is none, or holds more.
create or replace function member_above_rank(member uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
    select exists (select from posture.membership m
                   where m.tenant_id = bailiwick.tenant() and m.user_id = member_above_rank.member and m.role = 'owner')
               and not exists (select from posture.membership m
                               where m.tenant_id = bailiwick.tenant() and m.user_id = bailiwick.principal() and m.role = 'owner')
           or posture.roles_above_rank(array(
               select ru.role_id from posture.role_user ru
               where ru.tenant_id = bailiwick.tenant() and ru.user_id = member_above_rank.member))
$$;
revoke all on function member_above_rank(uuid) from public;

-- The roles that the principal in scope may hand out: who holds less than an invitation gives is not shown its token.
create or replace function roles_in_rank() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select r.id from posture.role r
                     where r.tenant_id = bailiwick.tenant() and not posture.roles_above_rank(array[r.id]));
    end;
revoke all on function roles_in_rank() from public;
grant execute on function roles_in_rank() to bailiwick_app;

-- Whether somebody is left who can manage the account.
create or replace function has_manager(of_tenant uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select from posture.role_user ru
            join posture.role r on r.tenant_id = ru.tenant_id and r.id = ru.role_id
            join posture.app_user u on u.id = ru.user_id
            where ru.tenant_id = of_tenant and u.is_active and 'MANAGE_ACCOUNT' = any (r.permissions));
    end;
revoke all on function has_manager(uuid) from public;

-- What of wanted is to be added to held and what taken from it.
create or replace function set_change(how text, held uuid[], wanted uuid[], out added uuid[], out removed uuid[])
    language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
begin
    if how not in ('add', 'replace', 'remove') then
        raise exception 'how: add, replace or remove, not %', how using errcode = 'invalid_parameter_value';
    end if;
    added := case when how = 'remove' then '{}'::uuid[]
             else array(select unnest(wanted) except select unnest(held)) end;
    removed := case how when 'add' then '{}'::uuid[]
               when 'replace' then array(select unnest(held) except select unnest(wanted))
               else array(select unnest(held) intersect select unnest(wanted)) end;
end
$$;
revoke all on function set_change(text, uuid[], uuid[]) from public;
