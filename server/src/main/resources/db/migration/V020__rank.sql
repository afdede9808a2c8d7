-- Nobody reaches above their rank by a detour: not by the account of a stronger member, and not by an invitation that outlives
-- what its inviter held. Replaces functions of V015 and V019.

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
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_USERS') then
        return 'forbidden';
    end if;
    -- nobody joins another tenant while their record is locked, as a membership refers to it
    select * into before from posture.app_user u where u.id = member for update;
    if before.id is null or not exists (select from posture.membership m where m.tenant_id = own and m.user_id = member) then
        return 'absent';
    end if;
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

create function revoke_fallen_invitations(of_tenant uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    fallen uuid;
begin
    for fallen in
        update posture.invitation i set state = 'revoked', updated_at = now()
        where i.tenant_id = of_tenant and i.state = 'pending' and not invitation_stands(i.tenant_id, i.id, i.inviter_id)
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
