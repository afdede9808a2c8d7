-- Roles and what users hold of them are changed by these functions alone: each locks the tenant's row, so that changes of authority
-- come one after the other; asks what the principal in scope holds; lets every scope that was derived before know; and writes the
-- audit, all in the transaction of the change. They answer with a word, and so do all functions that change authority: one of Outcome.

-- Adds roles to those of a member, replaces or removes them; null removes all. Ids of no role of the tenant are passed over.
create or replace function change_user_roles(member uuid, roles uuid[], how text) returns text
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
    return 'last_manager';
end
$$;
revoke all on function change_user_roles(uuid, uuid[], text) from public;
grant execute on function change_user_roles(uuid, uuid[], text) to bailiwick_app;

create or replace function make_role(new_name text, allowed text[], everything boolean, groups uuid[], out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    -- who manages providers sees them
    unlimited constant boolean := everything or 'MANAGE_PROVIDERS' = any (allowed);
begin
    outcome := authority_refusal('MANAGE_ACCOUNT');
    if outcome is not null then
        return;
    end if;
    outcome := case
        when exists (select from posture.role r where r.tenant_id = own and r.name = new_name) then 'name'
        when exists (select unnest(groups) except select unnest(seen_groups(groups))) then 'groups'
        when above_rank(allowed, unlimited, groups) then 'above'
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

-- Null leaves a name, a visibility or the groups as they are. A role with groups that are not seen is above: none is taken from it.
create or replace function change_role(role_id uuid, new_name text, granted text[], withdrawn text[], everything boolean, groups uuid[])
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
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
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
    if exists (select unnest(groups) except select unnest(seen_groups(groups))) then
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
    linked := case when groups is null then groups_of_role(before.id) else array(select distinct unnest(groups)) end;
    if roles_above_rank(array[before.id]) or above_rank(allowed, unlimited, linked) then
        return 'above';
    end if;
    update posture.role r
    set name = coalesce(new_name, r.name), permissions = allowed, unlimited_visibility = unlimited, updated_at = now()
    where r.tenant_id = own and r.id = before.id;
    if groups is not null then
        delete from posture.role_provider_group rg where rg.tenant_id = own and rg.role_id = before.id;
        insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
        select own, before.id, l from unnest(linked) l;
    end if;
    if not has_manager(own) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    perform authority_changed(own, actor, 'role.changed', before.id, jsonb_build_object(
        'permissions', allowed, 'unlimited', unlimited, 'groups', linked, 'before', before.permissions,
        'unlimited_before', before.unlimited_visibility));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last_manager';
end
$$;
revoke all on function change_role(uuid, text, text[], text[], boolean, uuid[]) from public;
grant execute on function change_role(uuid, text, text[], text[], boolean, uuid[]) to bailiwick_app;

create or replace function remove_role(role_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    before posture.role;
    fallen uuid;
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
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
    for fallen in
        update posture.invitation i set state = 'revoked', updated_at = now()
        where i.tenant_id = own and i.state = 'pending'
          and exists (select from posture.invitation_role ir
                      where ir.tenant_id = own and ir.invitation_id = i.id and ir.role_id = before.id)
          and not exists (select from posture.invitation_role ir
                          where ir.tenant_id = own and ir.invitation_id = i.id and ir.role_id <> before.id)
        returning i.id
    loop
        perform authority_noted(own, bailiwick.principal(), 'invitation.revoked', fallen, '{"because": "role"}');
    end loop;
    delete from posture.role r where r.tenant_id = own and r.id = before.id;
    if not has_manager(own) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    perform authority_changed(own, bailiwick.principal(), 'role.removed', before.id,
        jsonb_build_object('name', before.name, 'permissions', before.permissions));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last_manager';
end
$$;
revoke all on function remove_role(uuid) from public;
grant execute on function remove_role(uuid) to bailiwick_app;

-- Adds groups to those of a role, replaces or removes them; null removes all. Ids of no group that is seen are passed over, and a role
-- with others is above.
create or replace function change_role_groups(role_id uuid, groups uuid[], how text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    known uuid[];
    held uuid[];
    added uuid[];
    removed uuid[];
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    if not exists (select from posture.role r where r.tenant_id = own and r.id = change_role_groups.role_id) then
        return 'absent';
    end if;
    known := seen_groups(groups);
    held := seen_groups(groups_of_role(change_role_groups.role_id));
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
    if roles_above_rank(array[change_role_groups.role_id]) then
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
