-- Invitations are made, changed and accepted by these functions alone, as roles are by those of V015. The token is not in the
-- database: what finds an invitation is the hash of it.

-- Null for expires: in a week.
create function invite(new_id uuid, new_email text, hash bytea, expires timestamptz, roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    until timestamptz;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    until := coalesce(expires, clock_timestamp() + interval '7 days');
    if until < clock_timestamp() + interval '1 day' then
        return 'soon';
    end if;
    if until > clock_timestamp() + interval '1 year' then
        return 'late';
    end if;
    if exists (select from posture.membership m join posture.app_user u on u.id = m.user_id
               where m.tenant_id = own and u.email = new_email) then
        return 'member';
    end if;
    update posture.invitation i set state = 'expired', updated_at = now()
    where i.tenant_id = own and i.email = new_email and i.state = 'pending' and i.expires_at <= clock_timestamp();
    if exists (select from posture.invitation i where i.tenant_id = own and i.email = new_email and i.state = 'pending') then
        return 'pending';
    end if;
    if coalesce(cardinality(roles), 0) = 0
       or exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    if roles_above_rank(roles) then
        return 'above';
    end if;
    insert into posture.invitation (tenant_id, id, email, token_hash, expires_at, inviter_id)
    values (own, new_id, new_email, hash, until, bailiwick.principal());
    insert into posture.invitation_role (tenant_id, invitation_id, role_id) select distinct own, new_id, r from unnest(roles) r;
    perform authority_changed(own, bailiwick.principal(), 'invitation.made', new_id, jsonb_build_object('roles', roles));
    return 'done';
end
$$;
revoke all on function invite(uuid, text, bytea, timestamptz, uuid[]) from public;
grant execute on function invite(uuid, text, bytea, timestamptz, uuid[]) to bailiwick_app;

-- Null leaves an address, an end or the roles as they are.
create function change_invitation(invitation_id uuid, new_email text, expires timestamptz, roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held posture.invitation;
    before uuid[];
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    select * into held from posture.invitation i where i.tenant_id = own and i.id = change_invitation.invitation_id for update;
    if held.id is null then
        return 'absent';
    end if;
    if held.state <> 'pending' or held.expires_at <= clock_timestamp() then
        return 'closed';
    end if;
    if expires < clock_timestamp() + interval '1 day' then
        return 'soon';
    end if;
    if expires > clock_timestamp() + interval '1 year' then
        return 'late';
    end if;
    if exists (select from posture.membership m join posture.app_user u on u.id = m.user_id
               where m.tenant_id = own and u.email = new_email) then
        return 'member';
    end if;
    if exists (select from posture.invitation i
               where i.tenant_id = own and i.email = new_email and i.state = 'pending' and i.id <> held.id) then
        return 'pending';
    end if;
    if cardinality(roles) = 0
       or exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    select array(select ir.role_id from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id) into before;
    if roles_above_rank(before || roles) then
        return 'above';
    end if;
    update posture.invitation i
    set email = coalesce(new_email, i.email), expires_at = coalesce(expires, i.expires_at), updated_at = now()
    where i.tenant_id = own and i.id = held.id;
    if roles is not null then
        delete from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id;
        insert into posture.invitation_role (tenant_id, invitation_id, role_id) select distinct own, held.id, r from unnest(roles) r;
    end if;
    perform authority_changed(own, bailiwick.principal(), 'invitation.changed', held.id, jsonb_build_object('roles', roles));
    return 'done';
end
$$;
revoke all on function change_invitation(uuid, text, timestamptz, uuid[]) from public;
grant execute on function change_invitation(uuid, text, timestamptz, uuid[]) to bailiwick_app;

create function revoke_invitation(invitation_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held posture.invitation;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    select * into held from posture.invitation i where i.tenant_id = own and i.id = revoke_invitation.invitation_id for update;
    if held.id is null then
        return 'absent';
    end if;
    if held.state <> 'pending' or held.expires_at <= clock_timestamp() then
        return 'closed';
    end if;
    update posture.invitation i set state = 'revoked', updated_at = now() where i.tenant_id = own and i.id = held.id;
    perform authority_changed(own, bailiwick.principal(), 'invitation.revoked', held.id, '{}');
    return 'done';
end
$$;
revoke all on function revoke_invitation(uuid) from public;
grant execute on function revoke_invitation(uuid) to bailiwick_app;

-- What becomes of an invitation of this token and address: done stands for nothing that is against it.
create function invitation_verdict(state text, expires timestamptz, invited text, address text) returns text
    language sql volatile set search_path = pg_catalog, pg_temp
    return case when invited is null then 'absent'
                when invited is distinct from address then 'other address'
                when state <> 'pending' then 'closed'
                when expires <= clock_timestamp() then 'expired'
                else 'done' end;
revoke all on function invitation_verdict(text, timestamptz, text, text) from public;

-- Asked before a password is hashed: the same question again, without a lock.
create function ask_invitation(hash bytea, address text) returns text
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select posture.invitation_verdict(max(i.state), max(i.expires_at), max(i.email), ask_invitation.address)
        from posture.invitation i
        join posture.tenant t on t.id = i.tenant_id and t.deleted_at is null
        where i.token_hash = hash;
    end;
revoke all on function ask_invitation(bytea, text) from public;
grant execute on function ask_invitation(bytea, text) to bailiwick_app;

-- The invitation of this token, with its tenant locked first, as everywhere: the other way round, accepting and revoking would
-- wait for each other.
create function hold_invitation(hash bytea) returns posture.invitation
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
    return held;
end
$$;
revoke all on function hold_invitation(bytea) from public;

create function join_invited(held posture.invitation, joining uuid) returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    made constant uuid := uuidv7();
begin
    insert into posture.membership (tenant_id, id, user_id, role) values (held.tenant_id, made, joining, 'member');
    insert into posture.role_user (tenant_id, role_id, user_id)
    select ir.tenant_id, ir.role_id, joining from posture.invitation_role ir
    where ir.tenant_id = held.tenant_id and ir.invitation_id = held.id;
    update posture.invitation i set state = 'accepted', updated_at = now() where i.tenant_id = held.tenant_id and i.id = held.id;
    perform authority_changed(held.tenant_id, joining, 'invitation.accepted', held.id, jsonb_build_object('membership', made));
    return made;
end
$$;
revoke all on function join_invited(posture.invitation, uuid) from public;

-- Joins the principal in scope to the tenant that invited them; who is a member already is neither raised nor lowered.
create function accept_invitation(hash bytea, out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held posture.invitation;
    address text;
begin
    held := hold_invitation(hash);
    -- the address stays what it is until this is done
    select u.email into address from posture.app_user u where u.id = bailiwick.principal() for key share;
    outcome := invitation_verdict(held.state, held.expires_at, held.email, address);
    if outcome in ('absent', 'other address') then
        return;
    end if;
    if exists (select from posture.membership m where m.tenant_id = held.tenant_id and m.user_id = bailiwick.principal()) then
        outcome := 'member';
        return;
    end if;
    if outcome = 'done' then
        made := join_invited(held, bailiwick.principal());
    end if;
end
$$;
revoke all on function accept_invitation(bytea) from public;
grant execute on function accept_invitation(bytea) to bailiwick_app;

-- A new account without a tenant of its own, in the tenant that invited it.
create function sign_up_invited(new_email text, new_name text, new_company text, new_password_hash text, hash bytea,
                                out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held posture.invitation;
begin
    held := hold_invitation(hash);
    outcome := invitation_verdict(held.state, held.expires_at, held.email, new_email);
    if outcome <> 'done' then
        return;
    end if;
    insert into posture.app_user (email, name, company_name, password_hash)
    values (new_email, new_name, new_company, new_password_hash)
    on conflict (email) do nothing
    returning id into made;
    if made is null then
        outcome := 'taken';
        return;
    end if;
    perform join_invited(held, made);
end
$$;
revoke all on function sign_up_invited(text, text, text, text, bytea) from public;
grant execute on function sign_up_invited(text, text, text, text, bytea) to bailiwick_app;
