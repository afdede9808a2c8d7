-- Invitations are made, changed and accepted by these functions alone, as roles are by theirs. The token is not in the database: what
-- finds an invitation is the hash of it.

-- What is against inviting this address until then; null: nothing. Where an earlier invitation has expired, it is so from now on.
create or replace function invitation_fault(invited uuid, address text, until timestamptz) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
begin
    if until < clock_timestamp() + interval '1 day' then
        return 'soon';
    end if;
    if until > clock_timestamp() + interval '1 year' then
        return 'late';
    end if;
    if exists (select from posture.membership m join posture.app_user u on u.id = m.user_id
               where m.tenant_id = own and u.email = address) then
        return 'member';
    end if;
    update posture.invitation i set state = 'expired', updated_at = now()
    where i.tenant_id = own and i.email = address and i.state = 'pending' and i.expires_at <= clock_timestamp();
    return (select 'pending' from posture.invitation i
            where i.tenant_id = own and i.email = address and i.state = 'pending' and i.id <> invited);
end
$$;
revoke all on function invitation_fault(uuid, text, timestamptz) from public;

-- Nobody's authority moves before an invitation is accepted. Null for expires: in a week.
create or replace function invite(new_id uuid, new_email text, hash bytea, expires timestamptz, roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    until constant timestamptz := coalesce(expires, clock_timestamp() + interval '7 days');
    fault text;
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    fault := invitation_fault(new_id, new_email, until);
    if fault is not null then
        return fault;
    end if;
    if coalesce(cardinality(roles), 0) = 0 then
        return 'no_roles';
    end if;
    if exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    if roles_above_rank(roles) then
        return 'above';
    end if;
    insert into posture.invitation (tenant_id, id, email, token_hash, expires_at, inviter_id)
    values (own, new_id, new_email, hash, until, bailiwick.principal());
    insert into posture.invitation_role (tenant_id, invitation_id, role_id) select distinct own, new_id, r from unnest(roles) r;
    perform authority_noted(own, bailiwick.principal(), 'invitation.made', new_id, jsonb_build_object('roles', roles));
    return 'done';
end
$$;
revoke all on function invite(uuid, text, bytea, timestamptz, uuid[]) from public;
grant execute on function invite(uuid, text, bytea, timestamptz, uuid[]) to bailiwick_app;

-- Null leaves an address, an end or the roles as they are. Another address gets another token; who changes an invitation is the
-- one who sends it from now on.
create or replace function change_invitation(invitation_id uuid, new_email text, expires timestamptz, roles uuid[],
                                  new_generation uuid, new_hash bytea) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held posture.invitation;
    fault text;
    before uuid[];
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    select * into held from posture.invitation i where i.tenant_id = own and i.id = change_invitation.invitation_id for update;
    if held.id is null then
        return 'absent';
    end if;
    if held.state <> 'pending' or held.expires_at <= clock_timestamp() then
        return 'closed';
    end if;
    select array(select ir.role_id from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id) into before;
    if roles_above_rank(before || roles) then
        return 'above';
    end if;
    fault := invitation_fault(held.id, new_email, expires);
    if fault is not null then
        return fault;
    end if;
    if cardinality(roles) = 0 then
        return 'no_roles';
    end if;
    if exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    update posture.invitation i
    set email = coalesce(new_email, i.email), expires_at = coalesce(expires, i.expires_at), updated_at = now(),
        generation = case when new_email <> i.email then new_generation else i.generation end,
        token_hash = case when new_email <> i.email then new_hash else i.token_hash end,
        inviter_id = bailiwick.principal()
    where i.tenant_id = own and i.id = held.id;
    if roles is not null then
        delete from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id;
        insert into posture.invitation_role (tenant_id, invitation_id, role_id) select distinct own, held.id, r from unnest(roles) r;
    end if;
    perform authority_noted(own, bailiwick.principal(), 'invitation.changed', held.id, jsonb_build_object('roles', roles));
    return 'done';
end
$$;
revoke all on function change_invitation(uuid, text, timestamptz, uuid[], uuid, bytea) from public;
grant execute on function change_invitation(uuid, text, timestamptz, uuid[], uuid, bytea) to bailiwick_app;

-- Nobody takes away what they could not give.
create or replace function revoke_invitation(invitation_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held posture.invitation;
    refused text;
begin
    refused := authority_refusal('MANAGE_ACCOUNT');
    if refused is not null then
        return refused;
    end if;
    select * into held from posture.invitation i where i.tenant_id = own and i.id = revoke_invitation.invitation_id for update;
    if held.id is null then
        return 'absent';
    end if;
    if held.state <> 'pending' or held.expires_at <= clock_timestamp() then
        return 'closed';
    end if;
    if roles_above_rank(array(select ir.role_id from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id)) then
        return 'above';
    end if;
    update posture.invitation i set state = 'revoked', updated_at = now() where i.tenant_id = own and i.id = held.id;
    perform authority_noted(own, bailiwick.principal(), 'invitation.revoked', held.id, '{}');
    return 'done';
end
$$;
revoke all on function revoke_invitation(uuid) from public;
grant execute on function revoke_invitation(uuid) to bailiwick_app;

-- Whether the inviter could still send it: somebody who manages the account and holds what it gives.
create or replace function invitation_stands(of_tenant uuid, invitation uuid, inviter uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select 'MANAGE_ACCOUNT' = any (h.permissions)
               and not posture.roles_exceed(of_tenant, inviter, array(
                   select ir.role_id from posture.invitation_role ir
                   where ir.tenant_id = of_tenant and ir.invitation_id = invitation_stands.invitation))
        from posture.held_by(of_tenant, inviter) h;
    end;
revoke all on function invitation_stands(uuid, uuid, uuid) from public;

-- Where very many are pending, few differ in who sends them and what they give: each of these is asked about once.
create or replace function revoke_fallen_invitations(of_tenant uuid) returns void
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
create or replace function invitations_fall() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform revoke_fallen_invitations(new.id);
    return null;
end
$$;
revoke all on function invitations_fall() from public;
create or replace trigger invitations_fall after update on tenant
    for each row when (old.authority_epoch <> new.authority_epoch)
    execute function invitations_fall();

-- What becomes of an invitation of this token and address: done stands for nothing that is against it.
create or replace function invitation_verdict(state text, expires timestamptz, invited text, address text) returns text
    language sql volatile set search_path = pg_catalog, pg_temp
    return case when invited is null then 'absent'
                when invited is distinct from address then 'other_address'
                when state = 'expired' then 'expired'
                when state <> 'pending' then 'closed'
                when expires <= clock_timestamp() then 'expired'
                else 'done' end;
revoke all on function invitation_verdict(text, timestamptz, text, text) from public;

-- Who has no account yet learns whose an invitation is not, but not what has become of it.
create or replace function to_newcomer(verdict text) returns text
    language sql immutable set search_path = pg_catalog, pg_temp
    return case when verdict in ('absent', 'closed') then 'token' else verdict end;
revoke all on function to_newcomer(text) from public;

-- Asked before a password is hashed: the same question again, without a lock.
create or replace function ask_invitation(hash bytea, address text) returns text
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select posture.to_newcomer(posture.invitation_verdict(max(i.state), max(i.expires_at), max(i.email), ask_invitation.address))
        from posture.invitation i
        join posture.tenant t on t.id = i.tenant_id and posture.is_open(t)
        where i.token_hash = hash;
    end;
revoke all on function ask_invitation(bytea, text) from public;
grant execute on function ask_invitation(bytea, text) to bailiwick_app;

-- The invitation of this token, with its tenant locked first, as everywhere: the other way round, accepting and revoking would
-- wait for each other. One that does not stand any more is as good as revoked, and into a tenant that is closed nobody is let.
create or replace function hold_invitation(hash bytea) returns posture.invitation
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    of_tenant uuid;
    held posture.invitation;
begin
    select i.tenant_id into of_tenant from posture.invitation i where i.token_hash = hash;
    perform from posture.tenant t where t.id = of_tenant and is_open(t) for no key update;
    if found then
        select * into held from posture.invitation i where i.token_hash = hash for update;
    end if;
    if held.state = 'pending' and not invitation_stands(held.tenant_id, held.id, held.inviter_id) then
        held.state := 'revoked';
    end if;
    return held;
end
$$;
revoke all on function hold_invitation(bytea) from public;

create or replace function join_invited(held posture.invitation, joining uuid) returns uuid
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
create or replace function accept_invitation(hash bytea, out outcome text, out made uuid)
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
    if outcome in ('absent', 'other_address') then
        -- nobody learns of an invitation that is not theirs, but that they tried is on record
        outcome := case when outcome = 'absent' then 'absent' else 'not_invited' end;
        return;
    end if;
    if exists (select from posture.membership m where m.tenant_id = held.tenant_id and m.user_id = bailiwick.principal()) then
        outcome := 'joined';
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
create or replace function sign_up_invited(new_email text, new_name text, new_company text, new_password_hash text, hash bytea,
                                out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held posture.invitation;
begin
    held := hold_invitation(hash);
    outcome := to_newcomer(invitation_verdict(held.state, held.expires_at, held.email, new_email));
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

-- What has been sent by other rules stands if it does by these.
do $$
begin
    perform revoke_fallen_invitations(t.id) from tenant t;
end
$$;
