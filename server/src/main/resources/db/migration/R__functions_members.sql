-- Tenants, their members and their accounts begin, change and end by these functions.

-- A tenant with its first owner, who has the role admin. Granted to nobody.
create or replace function make_tenant(owner_id uuid, tenant_name text, admin_permissions text[]) returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    made uuid := uuidv7();
    admin uuid := uuidv7();
begin
    insert into posture.tenant (id, name) values (made, tenant_name);
    insert into posture.membership (tenant_id, user_id, role) values (made, owner_id, 'owner');
    insert into posture.role (tenant_id, id, name, permissions, unlimited_visibility)
    values (made, admin, 'admin', admin_permissions, true);
    insert into posture.role_user (tenant_id, role_id, user_id) values (made, admin, owner_id);
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object)
    values (made, owner_id, 'changed', 'tenant.founded', made::text);
    return made;
end
$$;
revoke all on function make_tenant(uuid, text, text[]) from public;

-- Another tenant for the principal in scope, who becomes its owner, unless they own so many already. Their row is locked, so that
-- foundings that come at once are counted one after the other.
create or replace function found_tenant(tenant_name text, admin_permissions text[], most_owned integer, out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_fresh();
    perform from posture.app_user where id = bailiwick.principal() for no key update;
    if not found then
        outcome := 'forbidden';
        return;
    end if;
    if (select count(*) from posture.membership where user_id = bailiwick.principal() and role = 'owner') >= most_owned then
        outcome := 'too_many';
        return;
    end if;
    outcome := 'done';
    made := make_tenant(bailiwick.principal(), tenant_name, admin_permissions);
end
$$;
revoke all on function found_tenant(text, text[], integer) from public;
grant execute on function found_tenant(text, text[], integer) to bailiwick_app;

-- What somebody who manages users writes to the account of another member; null leaves as it is. An address or a password opens
-- the account, so it is written by those alone who hold all that the member holds, to an owner by owners, and to nobody who
-- belongs to another tenant too.
create or replace function change_account(member uuid, new_name text, new_email text, new_company text, new_hash text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    actor constant uuid := bailiwick.principal();
    before posture.app_user;
    opened boolean;
    refused text;
begin
    refused := authority_refusal('MANAGE_USERS');
    if refused is not null then
        return refused;
    end if;
    -- asked before anything of theirs is locked: nobody waits for an account of somewhere else
    if not exists (select from posture.membership m where m.tenant_id = own and m.user_id = member) then
        return 'absent';
    end if;
    -- nobody joins another tenant while their record is locked, as a membership refers to it; whoever writes tokens locks it first
    select * into before from posture.app_user u where u.id = member for update;
    opened := new_hash is not null or coalesce(new_email <> before.email, false);
    if opened and exists (select from posture.membership m where m.user_id = member and m.tenant_id <> own) then
        return 'elsewhere';
    end if;
    if opened and member_above_rank(member) then
        return 'above';
    end if;
    update posture.app_user u
    set name = coalesce(new_name, u.name), email = coalesce(new_email, u.email), company_name = coalesce(new_company, u.company_name),
        password_hash = coalesce(new_hash, u.password_hash),
        credentials_epoch = u.credentials_epoch + case when new_hash is null then 0 else 1 end
    where u.id = member;
    if new_hash is not null then
        update posture.refresh_token t set revoked_at = now() where t.user_id = member and t.revoked_at is null;
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

-- Whether a tenant would have an owner without this membership: one who can sign in.
create or replace function has_owner_beside(of_tenant uuid, membership_id uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select from posture.membership m
            join posture.app_user u on u.id = m.user_id
            where m.tenant_id = of_tenant and m.role = 'owner' and m.id <> has_owner_beside.membership_id and u.is_active);
    end;
revoke all on function has_owner_beside(uuid, uuid) from public;

-- Makes an owner of a member of the tenant in scope, or a member of an owner, on behalf of the principal in scope, who is an owner. An
-- owner is left, and nobody gets more tenants than they could found.
create or replace function change_membership(membership_id uuid, new_role text, most_owned integer) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    changed posture.membership;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    select * into changed from posture.membership m where m.tenant_id = own and m.id = change_membership.membership_id;
    if changed.id is null then
        return 'absent';
    end if;
    if not exists (select from posture.membership m
                   where m.tenant_id = own and m.user_id = bailiwick.principal() and m.role = 'owner') then
        return 'forbidden';
    end if;
    if changed.role = new_role then
        return 'done';
    end if;
    if new_role = 'owner' then
        -- counted one after the other, as foundings are
        perform from posture.app_user u where u.id = changed.user_id for no key update;
        if (select count(*) from posture.membership m where m.user_id = changed.user_id and m.role = 'owner') >= most_owned then
            return 'owns_enough';
        end if;
    elsif not has_owner_beside(own, changed.id) then
        return 'last_owner';
    end if;
    update posture.membership m set role = new_role where m.tenant_id = own and m.id = changed.id;
    perform authority_changed(own, bailiwick.principal(), 'membership.role', changed.user_id,
        jsonb_build_object('role', new_role, 'before', changed.role));
    return 'done';
end
$$;
revoke all on function change_membership(uuid, text, integer) from public;
grant execute on function change_membership(uuid, text, integer) to bailiwick_app;

-- What remains to be done when a membership ends: keys, sign-ins and invitations of the member die, roles that nobody holds any more go,
-- and so does an account that belongs nowhere any more. Granted to nobody.
create or replace function forget_member(of_tenant uuid, member uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held uuid[];
begin
    -- behind the tenant and in front of tokens, as everywhere; and who joins or founds another tenant meanwhile holds the row: waited
    -- for, and seen by the statements behind
    perform from posture.app_user u where u.id = member for update;
    select array_agg(role_id) into held from posture.role_user where tenant_id = of_tenant and user_id = member;
    delete from posture.membership where tenant_id = of_tenant and user_id = member;
    update posture.api_key set revoked = true where tenant_id = of_tenant and entity_id = member and not revoked;
    update posture.refresh_token set revoked_at = now() where user_id = member and revoked_at is null;
    perform revoke_fallen_invitations(of_tenant);
    -- in front of the roles, which are named in it
    perform authority_changed(of_tenant, bailiwick.principal(), 'membership.ended', member, jsonb_build_object('roles', held));
    with gone as (
        delete from posture.role r
        where r.tenant_id = of_tenant and r.id = any (held) and r.name <> 'admin'
          and not exists (select from posture.role_user ru where ru.tenant_id = r.tenant_id and ru.role_id = r.id)
          and not exists (select from posture.invitation_role ir
                          join posture.invitation i on i.tenant_id = ir.tenant_id and i.id = ir.invitation_id
                          where ir.tenant_id = r.tenant_id and ir.role_id = r.id and i.state = 'pending')
        returning r.id, r.name)
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    select of_tenant, bailiwick.principal(), 'changed', 'role.removed', g.id::text, jsonb_build_object('name', g.name, 'last_held_by', member)
    from gone g;
    delete from posture.app_user u
    where u.id = member and not exists (select from posture.membership m where m.user_id = u.id);
end
$$;
revoke all on function forget_member(uuid, uuid) from public;

-- Ends a membership of the tenant in scope, on behalf of the principal in scope: owners end any but the last owner's, members
-- their own. Somebody is left who manages the account.
create or replace function end_membership(membership_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    actor posture.membership;
    ended posture.membership;
    managed boolean;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    select * into actor from posture.membership where tenant_id = bailiwick.tenant() and user_id = bailiwick.principal();
    select * into ended from posture.membership where tenant_id = bailiwick.tenant() and id = membership_id;
    if actor.id is null or ended.id is null then
        return 'absent';
    end if;
    if actor.id <> ended.id and actor.role <> 'owner' then
        return 'owners';
    end if;
    if ended.role = 'owner' and not has_owner_beside(ended.tenant_id, ended.id) then
        return 'last_owner';
    end if;
    managed := has_manager(ended.tenant_id);
    perform forget_member(ended.tenant_id, ended.user_id);
    if managed and not has_manager(ended.tenant_id) then
        raise exception 'nobody would be left who manages the account' using errcode = 'BW002';
    end if;
    return 'done';
exception when sqlstate 'BW002' then
    return 'last_manager';
end
$$;
revoke all on function end_membership(uuid) from public;
grant execute on function end_membership(uuid) to bailiwick_app;

-- Removes the account of the principal in scope. Tenants where nobody else is left are closed with it; one that others would be
-- left in without an owner, or without somebody who manages the account, keeps it from going.
create or replace function end_account() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    locked uuid[];
    own posture.membership;
    managed boolean;
begin
    perform check_fresh();
    locked := array(
        select t.id from posture.tenant t
        where t.id in (select m.tenant_id from posture.membership m where m.user_id = bailiwick.principal())
        order by t.id
        for no key update);
    -- nobody joins a tenant while their record is locked; who has joined another one meanwhile is asked about that one too
    perform from posture.app_user u where u.id = bailiwick.principal() for update;
    if exists (select from posture.membership m where m.user_id = bailiwick.principal() and m.tenant_id <> all (locked)) then
        perform bailiwick.moved();
    end if;
    if exists (
        select from posture.membership m
        where m.user_id = bailiwick.principal() and m.role = 'owner'
          and exists (select from posture.membership o where o.tenant_id = m.tenant_id and o.id <> m.id)
          and not has_owner_beside(m.tenant_id, m.id)) then
        return 'last_owner';
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
    return 'done';
exception when sqlstate 'BW002' then
    return 'last_manager';
end
$$;
revoke all on function end_account() from public;
grant execute on function end_account() to bailiwick_app;

-- Closes the tenant in scope on behalf of the principal in scope, an owner: from here on nobody gets in. The record of a change, which
-- refers to the tenant, does not wait for it.
create or replace function end_tenant() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    member uuid;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not exists (select from posture.membership
                   where tenant_id = bailiwick.tenant() and user_id = bailiwick.principal() and role = 'owner') then
        return 'owners';
    end if;
    update posture.tenant set deleted_at = now() where id = bailiwick.tenant();
    update posture.api_key set revoked = true where tenant_id = bailiwick.tenant() and not revoked;
    for member in select user_id from posture.membership where tenant_id = bailiwick.tenant() order by user_id loop
        perform forget_member(bailiwick.tenant(), member);
    end loop;
    return 'done';
end
$$;
revoke all on function end_tenant() from public;
grant execute on function end_tenant() to bailiwick_app;
