-- Nobody reaches above their rank by a detour: not by the account of a stronger member, not by an invitation that outlives what its
-- inviter held, and not by a group that they do not see. Replaces functions of V015 and V019.

-- The record of what changes nobody's authority yet: no scope has to be derived anew for it.
create function authority_noted(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (of_tenant, actor, 'changed', what, object::text, details);
end
$$;
revoke all on function authority_noted(uuid, uuid, text, uuid, jsonb) from public;

-- Accounts --------------------------------------------------------------------------------------------------------------------

-- What somebody who manages users writes to the account of another member; null leaves as it is. An address or a password opens
-- the account, so it is written by those alone who hold all that the member holds, to an owner by owners, and to nobody who
-- belongs to another tenant too.
create function change_account(member uuid, new_name text, new_email text, new_company text, new_hash text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    actor constant uuid := bailiwick.principal();
    before posture.app_user;
    opened boolean;
    tokens uuid[];
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_USERS') then
        return 'forbidden';
    end if;
    -- asked before anything of theirs is locked: nobody waits for an account of somewhere else
    if not exists (select from posture.membership m where m.tenant_id = own and m.user_id = member) then
        return 'absent';
    end if;
    -- tokens in front of their account, as whoever trades one has it; one that comes in between is of credentials that are void
    if new_hash is not null then
        tokens := array(select t.id from posture.refresh_token t where t.user_id = member and t.revoked_at is null order by t.id for update);
    end if;
    -- nobody joins another tenant while their record is locked, as a membership refers to it
    select * into before from posture.app_user u where u.id = member for update;
    opened := new_hash is not null or coalesce(new_email <> before.email, false);
    if opened and exists (select from posture.membership m where m.user_id = member and m.tenant_id <> own) then
        return 'elsewhere';
    end if;
    if opened and (
        exists (select from posture.membership m where m.tenant_id = own and m.user_id = member and m.role = 'owner')
        and not exists (select from posture.membership m where m.tenant_id = own and m.user_id = actor and m.role = 'owner')
        or roles_above_rank(array(select ru.role_id from posture.role_user ru where ru.tenant_id = own and ru.user_id = member))) then
        return 'above';
    end if;
    update posture.app_user u
    set name = coalesce(new_name, u.name), email = coalesce(new_email, u.email), company_name = coalesce(new_company, u.company_name),
        password_hash = coalesce(new_hash, u.password_hash),
        credentials_epoch = u.credentials_epoch + case when new_hash is null then 0 else 1 end
    where u.id = member;
    if new_hash is not null then
        update posture.refresh_token t set revoked_at = now() where t.id = any (tokens);
    end if;
    if opened then
        perform authority_noted(own, actor, 'user.credentials', member,
            jsonb_build_object('email', coalesce(new_email <> before.email, false), 'password', new_hash is not null));
    end if;
    return 'done';
end
$$;
revoke all on function change_account(uuid, text, text, text, text) from public;
grant execute on function change_account(uuid, text, text, text, text) to bailiwick_app;

-- Invitations -----------------------------------------------------------------------------------------------------------------

-- Whether the inviter could still send it: an active member who manages the account and holds what it gives.
create function invitation_stands(of_tenant uuid, invitation uuid, inviter uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        with own as (
            select r.id, r.permissions, r.unlimited_visibility
            from posture.role_user ru
            join posture.role r on r.tenant_id = ru.tenant_id and r.id = ru.role_id
            join posture.app_user u on u.id = ru.user_id
            where ru.tenant_id = of_tenant and ru.user_id = inviter and u.is_active),
        held as (
            select array(select unnest(o.permissions) from own o) as permissions,
                   exists (select from own o where o.unlimited_visibility) as unlimited)
        select 'MANAGE_ACCOUNT' = any (h.permissions) and not exists (
            select from posture.invitation_role ir
            join posture.role r on r.tenant_id = ir.tenant_id and r.id = ir.role_id
            where ir.tenant_id = of_tenant and ir.invitation_id = invitation_stands.invitation
              and not (r.permissions <@ h.permissions
                       and (h.unlimited or not r.unlimited_visibility and not exists (
                           select gm.provider_id
                           from posture.role_provider_group rg
                           join posture.provider_group_member gm
                                on gm.tenant_id = rg.tenant_id and gm.provider_group_id = rg.provider_group_id
                           where rg.tenant_id = of_tenant and rg.role_id = r.id
                           except
                           select gm.provider_id
                           from own o
                           join posture.role_provider_group rg on rg.tenant_id = of_tenant and rg.role_id = o.id
                           join posture.provider_group_member gm
                                on gm.tenant_id = rg.tenant_id and gm.provider_group_id = rg.provider_group_id))))
        from held h;
    end;
revoke all on function invitation_stands(uuid, uuid, uuid) from public;

-- Where very many are pending, few differ in who sends them and what they give: each of these is asked about once.
create function revoke_fallen_invitations(of_tenant uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    fallen uuid;
begin
    -- they open nothing any more, whoever sent them
    update posture.invitation i set state = 'expired', updated_at = now()
    where i.tenant_id = of_tenant and i.state = 'pending' and i.expires_at <= clock_timestamp();
    for fallen in
        with pending as (
            select i.id, i.inviter_id, array(select ir.role_id from posture.invitation_role ir
                                             where ir.tenant_id = i.tenant_id and ir.invitation_id = i.id order by ir.role_id) as roles
            from posture.invitation i
            where i.tenant_id = of_tenant and i.state = 'pending'),
        alike as materialized (
            select array_agg(p.id) as ids
            from pending p
            group by p.inviter_id, p.roles
            having not invitation_stands(of_tenant, (array_agg(p.id))[1], p.inviter_id))
        update posture.invitation i set state = 'revoked', updated_at = now()
        where i.tenant_id = of_tenant and i.id in (select unnest(a.ids) from alike a)
        returning i.id
    loop
        perform authority_noted(of_tenant, bailiwick.principal(), 'invitation.revoked', fallen, '{"because": "inviter"}');
    end loop;
end
$$;
revoke all on function revoke_fallen_invitations(uuid) from public;

-- Whatever changes what somebody in a tenant may do lets its number rise, by whichever way.
create function invitations_fall() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform revoke_fallen_invitations(new.id);
    return null;
end
$$;
revoke all on function invitations_fall() from public;

create trigger invitations_fall after update on tenant
    for each row when (old.authority_epoch <> new.authority_epoch)
    execute function invitations_fall();

-- As in V015; and the invitations of who leaves keep no role from going.
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
    perform revoke_fallen_invitations(of_tenant);
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

-- As in V019, also where it has been noted that the time has passed.
create or replace function invitation_verdict(state text, expires timestamptz, invited text, address text) returns text
    language sql volatile set search_path = pg_catalog, pg_temp
    return case when invited is null then 'absent'
                when invited is distinct from address then 'other address'
                when state = 'expired' then 'expired'
                when state <> 'pending' then 'closed'
                when expires <= clock_timestamp() then 'expired'
                else 'done' end;

-- As in V019; one that does not stand any more is as good as revoked.
create or replace function hold_invitation(hash bytea) returns posture.invitation
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    of_tenant uuid;
    held posture.invitation;
begin
    select i.tenant_id into of_tenant from posture.invitation i where i.token_hash = hash;
    perform from posture.tenant where id = of_tenant and deleted_at is null for no key update;
    if found then
        select * into held from posture.invitation i where i.token_hash = hash for update;
    end if;
    if held.state = 'pending' and not invitation_stands(held.tenant_id, held.id, held.inviter_id) then
        held.state := 'revoked';
    end if;
    return held;
end
$$;

-- Groups ----------------------------------------------------------------------------------------------------------------------

-- Those of these groups that the principal in scope sees: what others have linked to a role is neither taken by its id nor removed
-- by a replacement that could not name it.
create function seen_groups(ids uuid[]) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(
            select g.id from posture.provider_group g
            where g.tenant_id = bailiwick.tenant() and g.id = any (ids)
              and ((select h.unlimited from posture.held_authority() h)
                   or exists (select from posture.role_user ru
                              join posture.role_provider_group rg on rg.tenant_id = ru.tenant_id and rg.role_id = ru.role_id
                              where ru.tenant_id = g.tenant_id and ru.user_id = bailiwick.principal()
                                and rg.provider_group_id = g.id)));
    end;
revoke all on function seen_groups(uuid[]) from public;

-- As in V015, with groups that are seen.
create or replace function make_role(new_name text, allowed text[], everything boolean, groups uuid[], out outcome text, out made uuid)
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
        when exists (select unnest(groups) except select unnest(seen_groups(groups))) then 'groups'
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

-- As in V015; the groups are replaced as far as they are seen.
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
    linked := groups_of_role(before.id);
    if groups is not null then
        linked := array(select unnest(groups) union (select unnest(linked) except select unnest(seen_groups(linked))));
    end if;
    if roles_above_rank(array[before.id]) or above_rank(allowed, unlimited, providers_of_groups(linked)) then
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
        'permissions', allowed, 'unlimited', unlimited, 'groups', linked, 'before', before.permissions));
    return 'done';
exception when sqlstate 'BW002' then
    return 'last';
end
$$;

-- As in V015; groups that are not seen are passed over, and stay.
create or replace function change_role_groups(role_id uuid, groups uuid[], how text) returns text
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

-- A group is one's to change where one sees it, and all of it.
create or replace function own_group(group_id uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return cardinality(seen_groups(array[own_group.group_id])) = 1
        and not above_rank('{}', false, providers_of_groups(array[own_group.group_id]));
end
$$;
