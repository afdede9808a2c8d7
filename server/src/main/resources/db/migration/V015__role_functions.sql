-- Roles, what users hold of them, and provider groups are changed by these functions alone: each locks the tenant's row, so that
-- changes of authority come one after the other; asks what the principal in scope holds; lets every scope that was derived before
-- know; and writes the audit, all in the transaction of the change. They answer with a word.

-- False: the tenant is gone. Always first, so that nobody waits for each other crosswise.
create function lock_authority() returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    -- foreign keys to the tenant do not wait for it
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for no key update;
    return found;
end
$$;
revoke all on function lock_authority() from public;

create function authority_changed(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    -- answers that were remembered may depend on who is in which group
    update posture.tenant set authority_epoch = authority_epoch + 1, epoch = epoch + 1 where id = of_tenant;
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (of_tenant, actor, 'changed', what, object::text, details);
end
$$;
revoke all on function authority_changed(uuid, uuid, text, uuid, jsonb) from public;

-- What the principal in scope holds in the tenant in scope: the union of the roles.
create function held_authority(out permissions text[], out unlimited boolean, out providers uuid[])
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        with own as (
            select r.id, r.permissions, r.unlimited_visibility
            from posture.role_user ru
            join posture.role r on r.tenant_id = ru.tenant_id and r.id = ru.role_id
            where ru.tenant_id = bailiwick.tenant() and ru.user_id = bailiwick.principal())
        select array(select unnest(o.permissions) from own o),
               exists (select from own o where o.unlimited_visibility),
               array(select gm.provider_id
                     from own o
                     join posture.role_provider_group rg on rg.tenant_id = bailiwick.tenant() and rg.role_id = o.id
                     join posture.provider_group_member gm
                          on gm.tenant_id = rg.tenant_id and gm.provider_group_id = rg.provider_group_id);
    end;
revoke all on function held_authority() from public;

create function may_manage(permission text) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select may_manage.permission = any (h.permissions) from posture.held_authority() h;
    end;
revoke all on function may_manage(text) from public;

create function providers_of_groups(groups uuid[]) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select gm.provider_id from posture.provider_group_member gm
                     where gm.tenant_id = bailiwick.tenant() and gm.provider_group_id = any (groups));
    end;
revoke all on function providers_of_groups(uuid[]) from public;

create function groups_of_role(role uuid) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select rg.provider_group_id from posture.role_provider_group rg
                     where rg.tenant_id = bailiwick.tenant() and rg.role_id = groups_of_role.role);
    end;
revoke all on function groups_of_role(uuid) from public;

-- Rank is inclusion: whether such a role would allow or show what the principal in scope may not do or see.
create function above_rank(allowed text[], everything boolean, seen uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select not (allowed <@ h.permissions and (h.unlimited or (not everything and seen <@ h.providers)))
        from posture.held_authority() h;
    end;
revoke all on function above_rank(text[], boolean, uuid[]) from public;

create function roles_above_rank(roles uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select from posture.role r
            where r.tenant_id = bailiwick.tenant() and r.id = any (roles)
              and posture.above_rank(r.permissions, r.unlimited_visibility,
                                     posture.providers_of_groups(posture.groups_of_role(r.id))));
    end;
revoke all on function roles_above_rank(uuid[]) from public;

-- Whether somebody is left who can manage the account.
create function has_manager(of_tenant uuid) returns boolean
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
create function set_change(how text, held uuid[], wanted uuid[], out added uuid[], out removed uuid[])
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

-- Adds roles to those of a member, replaces or removes them; null removes all. Ids of no role of the tenant are passed over.
create function change_user_roles(member uuid, roles uuid[], how text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    actor constant uuid := bailiwick.principal();
    known uuid[];
    held uuid[];
    added uuid[];
    removed uuid[];
    repairing boolean;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    select array(select r.id from posture.role r where r.tenant_id = own and r.id = any (roles)) into known;
    select array(select ru.role_id from posture.role_user ru where ru.tenant_id = own and ru.user_id = member) into held;
    -- an owner who was left without it takes the role admin back
    repairing := how = 'replace' and member = actor
        and exists (select from posture.membership m where m.tenant_id = own and m.user_id = actor and m.role = 'owner')
        and exists (select from posture.role r where r.tenant_id = own and r.id = any (known) and r.name = 'admin');
    if not repairing and not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    if not exists (select from posture.membership m where m.tenant_id = own and m.user_id = member) then
        return 'absent';
    end if;
    if how = 'remove' and member = actor then
        return 'self';
    end if;
    if how = 'add' and known && held then
        return 'held';
    end if;
    if cardinality(roles) > 0 and cardinality(known) = 0 then
        return 'done';
    end if;
    select * into added, removed from set_change(how, held, case when roles is null then held else known end);
    if cardinality(added || removed) = 0 then
        return 'done';
    end if;
    if not repairing and roles_above_rank(added || removed) then
        return 'above';
    end if;
    delete from posture.role_user ru where ru.tenant_id = own and ru.user_id = member and ru.role_id = any (removed);
    insert into posture.role_user (tenant_id, role_id, user_id) select own, a, member from unnest(added) a;
    if not has_manager(own) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    perform authority_changed(own, actor, 'user.roles', member, jsonb_build_object('added', added, 'removed', removed));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last';
end
$$;
revoke all on function change_user_roles(uuid, uuid[], text) from public;
grant execute on function change_user_roles(uuid, uuid[], text) to bailiwick_app;

create function make_role(new_name text, allowed text[], everything boolean, groups uuid[], out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    -- who manages providers sees them
    unlimited constant boolean := everything or 'MANAGE_PROVIDERS' = any (allowed);
begin
    -- a statement of its own: what follows must see what was committed while this waited
    if not lock_authority() then
        outcome := 'absent';
        return;
    end if;
    outcome := case
        when not may_manage('MANAGE_ACCOUNT') then 'forbidden'
        when exists (select from posture.role r where r.tenant_id = own and r.name = new_name) then 'name'
        when exists (select unnest(groups) except
                     select g.id from posture.provider_group g where g.tenant_id = own) then 'groups'
        when above_rank(allowed, unlimited, providers_of_groups(groups)) then 'above'
        else 'done' end;
    if outcome <> 'done' then
        return;
    end if;
    made := uuidv7();
    insert into posture.role (tenant_id, id, name, permissions, unlimited_visibility) values (own, made, new_name, allowed, unlimited);
    insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
    select distinct own, made, g from unnest(groups) g;
    perform authority_changed(own, bailiwick.principal(), 'role.made', made,
        jsonb_build_object('permissions', allowed, 'unlimited', unlimited, 'groups', groups));
end
$$;
revoke all on function make_role(text, text[], boolean, uuid[]) from public;
grant execute on function make_role(text, text[], boolean, uuid[]) to bailiwick_app;

-- Null leaves a name, a visibility or the groups as they are.
create function change_role(role_id uuid, new_name text, granted text[], withdrawn text[], everything boolean, groups uuid[])
    returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    actor constant uuid := bailiwick.principal();
    before posture.role;
    allowed text[];
    unlimited boolean;
    linked uuid[];
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    select * into before from posture.role r where r.tenant_id = own and r.id = change_role.role_id;
    if before.id is null then
        return 'absent';
    end if;
    if before.name = 'admin' then
        return 'fixed';
    end if;
    if exists (select from posture.role r where r.tenant_id = own and r.name = new_name and r.id <> before.id) then
        return 'name';
    end if;
    if exists (select unnest(groups) except select g.id from posture.provider_group g where g.tenant_id = own) then
        return 'groups';
    end if;
    allowed := array(
        select unnest(before.permissions || granted)
        except
        -- nobody takes the management of the account from a role of their own
        select w from unnest(withdrawn) w
        where not (w = 'MANAGE_ACCOUNT' and exists (
            select from posture.role_user ru where ru.tenant_id = own and ru.role_id = before.id and ru.user_id = actor)));
    unlimited := coalesce(everything, before.unlimited_visibility) or 'MANAGE_PROVIDERS' = any (allowed);
    linked := coalesce(groups, groups_of_role(before.id));
    if roles_above_rank(array[before.id]) or above_rank(allowed, unlimited, providers_of_groups(linked)) then
        return 'above';
    end if;
    update posture.role r
    set name = coalesce(new_name, r.name), permissions = allowed, unlimited_visibility = unlimited, updated_at = now()
    where r.tenant_id = own and r.id = before.id;
    if groups is not null then
        delete from posture.role_provider_group rg where rg.tenant_id = own and rg.role_id = before.id;
        insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
        select distinct own, before.id, g from unnest(groups) g;
    end if;
    if not has_manager(own) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    perform authority_changed(own, actor, 'role.changed', before.id, jsonb_build_object(
        'permissions', allowed, 'unlimited', unlimited, 'groups', linked, 'before', before.permissions));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last';
end
$$;
revoke all on function change_role(uuid, text, text[], text[], boolean, uuid[]) from public;
grant execute on function change_role(uuid, text, text[], text[], boolean, uuid[]) to bailiwick_app;

create function remove_role(role_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    before posture.role;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    select * into before from posture.role r where r.tenant_id = own and r.id = remove_role.role_id;
    if before.id is null then
        return 'absent';
    end if;
    if before.name = 'admin' then
        return 'fixed';
    end if;
    if roles_above_rank(array[before.id]) then
        return 'above';
    end if;
    -- who was invited to nothing but this role would join without any
    update posture.invitation i set state = 'revoked', updated_at = now()
    where i.tenant_id = own and i.state = 'pending'
      and exists (select from posture.invitation_role ir
                  where ir.tenant_id = own and ir.invitation_id = i.id and ir.role_id = before.id)
      and not exists (select from posture.invitation_role ir
                      where ir.tenant_id = own and ir.invitation_id = i.id and ir.role_id <> before.id);
    delete from posture.role r where r.tenant_id = own and r.id = before.id;
    if not has_manager(own) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    perform authority_changed(own, bailiwick.principal(), 'role.removed', before.id,
        jsonb_build_object('name', before.name, 'permissions', before.permissions));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last';
end
$$;
revoke all on function remove_role(uuid) from public;
grant execute on function remove_role(uuid) to bailiwick_app;

-- Adds groups to those of a role, replaces or removes them; null removes all. Ids of no group of the tenant are passed over.
create function change_role_groups(role_id uuid, groups uuid[], how text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    known uuid[];
    held uuid[];
    added uuid[];
    removed uuid[];
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    if not exists (select from posture.role r where r.tenant_id = own and r.id = change_role_groups.role_id) then
        return 'absent';
    end if;
    select array(select g.id from posture.provider_group g where g.tenant_id = own and g.id = any (groups)) into known;
    held := groups_of_role(change_role_groups.role_id);
    if how = 'add' and known && held then
        return 'held';
    end if;
    if cardinality(groups) > 0 and cardinality(known) = 0 then
        return 'done';
    end if;
    select * into added, removed from set_change(how, held, case when groups is null then held else known end);
    if cardinality(added || removed) = 0 then
        return 'done';
    end if;
    if roles_above_rank(array[change_role_groups.role_id]) or above_rank('{}', false, providers_of_groups(added)) then
        return 'above';
    end if;
    delete from posture.role_provider_group rg
    where rg.tenant_id = own and rg.role_id = change_role_groups.role_id and rg.provider_group_id = any (removed);
    insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
    select own, change_role_groups.role_id, a from unnest(added) a;
    perform authority_changed(own, bailiwick.principal(), 'role.groups', change_role_groups.role_id,
        jsonb_build_object('added', added, 'removed', removed));
    return 'done';
end
$$;
revoke all on function change_role_groups(uuid, uuid[], text) from public;
grant execute on function change_role_groups(uuid, uuid[], text) to bailiwick_app;

-- Whether any of these is no provider that the principal in scope sees.
create function unseen_providers(ids uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select unnest(ids)
            except
            select p.id from posture.provider p, posture.held_authority() h
            where p.tenant_id = bailiwick.tenant() and p.id = any (ids) and p.deleted_at is null
              and (h.unlimited or p.id = any (h.providers)));
    end;
revoke all on function unseen_providers(uuid[]) from public;

-- A group is one's to change where one sees all of it.
create function own_group(group_id uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (select from posture.provider_group g where g.tenant_id = bailiwick.tenant() and g.id = own_group.group_id)
           and not posture.above_rank('{}', false, posture.providers_of_groups(array[own_group.group_id]));
    end;
revoke all on function own_group(uuid) from public;

create function make_group(new_name text, providers uuid[], roles uuid[], out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
begin
    if not lock_authority() then
        outcome := 'absent';
        return;
    end if;
    outcome := case
        when not may_manage('MANAGE_PROVIDERS') then 'forbidden'
        when exists (select from posture.provider_group g where g.tenant_id = own and g.name = new_name) then 'name'
        when unseen_providers(providers) then 'providers'
        when exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then 'roles'
        else 'done' end;
    if outcome <> 'done' then
        return;
    end if;
    made := uuidv7();
    insert into posture.provider_group (tenant_id, id, name) values (own, made, new_name);
    insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
    select distinct own, made, p from unnest(providers) p;
    insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
    select distinct own, r, made from unnest(roles) r;
    perform authority_changed(own, bailiwick.principal(), 'group.made', made,
        jsonb_build_object('providers', providers, 'roles', roles));
end
$$;
revoke all on function make_group(text, uuid[], uuid[]) from public;
grant execute on function make_group(text, uuid[], uuid[]) to bailiwick_app;

-- Null leaves a name, the providers or the roles as they are.
create function change_group(group_id uuid, new_name text, providers uuid[], roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_PROVIDERS') then
        return 'forbidden';
    end if;
    if not own_group(change_group.group_id) then
        return 'absent';
    end if;
    if exists (select from posture.provider_group g
               where g.tenant_id = own and g.name = new_name and g.id <> change_group.group_id) then
        return 'name';
    end if;
    if unseen_providers(providers) then
        return 'providers';
    end if;
    if exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    update posture.provider_group g set name = coalesce(new_name, g.name), updated_at = now()
    where g.tenant_id = own and g.id = change_group.group_id;
    if providers is not null then
        delete from posture.provider_group_member gm where gm.tenant_id = own and gm.provider_group_id = change_group.group_id;
        insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
        select distinct own, change_group.group_id, p from unnest(providers) p;
    end if;
    if roles is not null then
        delete from posture.role_provider_group rg where rg.tenant_id = own and rg.provider_group_id = change_group.group_id;
        insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
        select distinct own, r, change_group.group_id from unnest(roles) r;
    end if;
    perform authority_changed(own, bailiwick.principal(), 'group.changed', change_group.group_id,
        jsonb_build_object('providers', providers, 'roles', roles));
    return 'done';
end
$$;
revoke all on function change_group(uuid, text, uuid[], uuid[]) from public;
grant execute on function change_group(uuid, text, uuid[], uuid[]) to bailiwick_app;

create function remove_group(group_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_PROVIDERS') then
        return 'forbidden';
    end if;
    if not own_group(remove_group.group_id) then
        return 'absent';
    end if;
    delete from posture.provider_group g where g.tenant_id = own and g.id = remove_group.group_id;
    perform authority_changed(own, bailiwick.principal(), 'group.removed', remove_group.group_id, '{}');
    return 'done';
end
$$;
revoke all on function remove_group(uuid) from public;
grant execute on function remove_group(uuid) to bailiwick_app;

-- Adds providers to those of a group, replaces or removes them; null removes all.
create function change_group_providers(group_id uuid, providers uuid[], how text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held uuid[];
    added uuid[];
    removed uuid[];
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_PROVIDERS') then
        return 'forbidden';
    end if;
    if not own_group(change_group_providers.group_id) then
        return 'absent';
    end if;
    if unseen_providers(providers) then
        return 'providers';
    end if;
    held := providers_of_groups(array[change_group_providers.group_id]);
    if how = 'add' and providers && held then
        return 'held';
    end if;
    select * into added, removed from set_change(how, held, coalesce(providers, held));
    if cardinality(added || removed) = 0 then
        return 'done';
    end if;
    delete from posture.provider_group_member gm
    where gm.tenant_id = own and gm.provider_group_id = change_group_providers.group_id and gm.provider_id = any (removed);
    insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
    select own, change_group_providers.group_id, a from unnest(added) a;
    perform authority_changed(own, bailiwick.principal(), 'group.providers', change_group_providers.group_id,
        jsonb_build_object('added', added, 'removed', removed));
    return 'done';
end
$$;
revoke all on function change_group_providers(uuid, uuid[], text) from public;
grant execute on function change_group_providers(uuid, uuid[], text) to bailiwick_app;

-- As in V008; scopes that were derived before learn of it.
create or replace function forget_member(of_tenant uuid, member uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held uuid[];
begin
    select array_agg(role_id) into held from posture.role_user where tenant_id = of_tenant and user_id = member;
    delete from posture.membership where tenant_id = of_tenant and user_id = member;
    update posture.api_key set revoked = true where tenant_id = of_tenant and entity_id = member and not revoked;
    update posture.refresh_token set revoked_at = now() where user_id = member and revoked_at is null;
    delete from posture.role r
    where r.tenant_id = of_tenant and r.id = any (held) and r.name <> 'admin'
      and not exists (select from posture.role_user ru where ru.tenant_id = r.tenant_id and ru.role_id = r.id)
      and not exists (select from posture.invitation_role ir
                      join posture.invitation i on i.tenant_id = ir.tenant_id and i.id = ir.invitation_id
                      where ir.tenant_id = r.tenant_id and ir.role_id = r.id and i.state = 'pending');
    perform authority_changed(of_tenant, bailiwick.principal(), 'membership.ended', member, jsonb_build_object('roles', held));
    -- who joins or founds another tenant meanwhile holds the row: waited for, and seen by the statement behind
    perform from posture.app_user u where u.id = member for update;
    delete from posture.app_user u
    where u.id = member and not exists (select from posture.membership m where m.user_id = u.id);
end
$$;

-- As in V008; and somebody is left who manages the account.
create or replace function end_membership(membership_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    actor posture.membership;
    ended posture.membership;
    managed boolean;
begin
    -- no key update: whatever refers to the tenant, such as an upload in progress, does not hold it up
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for no key update;
    select * into actor from posture.membership where tenant_id = bailiwick.tenant() and user_id = bailiwick.principal();
    select * into ended from posture.membership where tenant_id = bailiwick.tenant() and id = membership_id;
    if actor.id is null or ended.id is null then
        return 'absent';
    end if;
    if actor.id <> ended.id and actor.role <> 'owner' then
        return 'forbidden';
    end if;
    if ended.role = 'owner' and not exists (
        select from posture.membership where tenant_id = ended.tenant_id and role = 'owner' and id <> ended.id) then
        return 'last owner';
    end if;
    managed := has_manager(ended.tenant_id);
    perform forget_member(ended.tenant_id, ended.user_id);
    if managed and not has_manager(ended.tenant_id) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    return 'ended';
exception when sqlstate 'BW002' then
    return 'last manager';
end
$$;

-- As in V008; and where others are left, so is somebody who manages the account.
create or replace function end_account() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own posture.membership;
    managed boolean;
begin
    perform from posture.tenant t
    where t.id in (select m.tenant_id from posture.membership m where m.user_id = bailiwick.principal())
    order by t.id
    for no key update;
    if exists (
        select from posture.membership m
        where m.user_id = bailiwick.principal() and m.role = 'owner'
          and exists (select from posture.membership o where o.tenant_id = m.tenant_id and o.id <> m.id)
          and not exists (select from posture.membership o where o.tenant_id = m.tenant_id and o.id <> m.id and o.role = 'owner')) then
        return 'last owner';
    end if;
    for own in select * from posture.membership where user_id = bailiwick.principal() order by tenant_id loop
        managed := has_manager(own.tenant_id);
        perform forget_member(own.tenant_id, own.user_id);
        update posture.tenant t set deleted_at = now()
        where t.id = own.tenant_id and t.deleted_at is null
          and not exists (select from posture.membership o where o.tenant_id = own.tenant_id);
        if managed and not has_manager(own.tenant_id)
           and exists (select from posture.membership o where o.tenant_id = own.tenant_id) then
            raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
        end if;
    end loop;
    -- an account that belonged nowhere; one that joins a tenant at this moment stays with it
    perform from posture.app_user u where u.id = bailiwick.principal() for update;
    delete from posture.app_user u
    where u.id = bailiwick.principal() and not exists (select from posture.membership m where m.user_id = u.id);
    return 'ended';
exception when sqlstate 'BW002' then
    return 'last manager';
end
$$;
