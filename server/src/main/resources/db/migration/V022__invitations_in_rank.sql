-- The token of an invitation is for one address and shown to those alone who could give what it gives, and an invitation that is
-- not accepted yet moves nobody's authority. Replaces functions of V019.

-- what the token is made from beside the id, another for each address; null for the first
alter table invitation add column generation uuid;
-- tells whether a token is that of the invitation, and opens nothing itself
alter table invitation add column token_mark bytea not null generated always as (sha256(token_hash)) stored;

-- The roles that the principal in scope may hand out: who holds less than an invitation gives is not shown its token.
create function roles_in_rank() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select array(select r.id from posture.role r
                     where r.tenant_id = bailiwick.tenant() and not posture.roles_above_rank(array[r.id]));
    end;
revoke all on function roles_in_rank() from public;
grant execute on function roles_in_rank() to bailiwick_app;

-- What is against inviting this address until then; null: nothing. Where an earlier invitation has expired, it is so from now on.
create function invitation_fault(invited uuid, address text, until timestamptz) returns text
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

-- As in V019, and moves nobody's authority. Null for expires: in a week.
create or replace function invite(new_id uuid, new_email text, hash bytea, expires timestamptz, roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    until constant timestamptz := coalesce(expires, clock_timestamp() + interval '7 days');
    fault text;
begin
    if not lock_authority() then
        return 'absent';
    end if;
    if not may_manage('MANAGE_ACCOUNT') then
        return 'forbidden';
    end if;
    fault := invitation_fault(new_id, new_email, until);
    if fault is not null then
        return fault;
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
    perform authority_noted(own, bailiwick.principal(), 'invitation.made', new_id, jsonb_build_object('roles', roles));
    return 'done';
end
$$;

drop function change_invitation(uuid, text, timestamptz, uuid[]);

-- Null leaves an address, an end or the roles as they are. Another address gets another token; who changes an invitation is the
-- one who sends it from now on.
create function change_invitation(invitation_id uuid, new_email text, expires timestamptz, roles uuid[],
                                  new_generation uuid, new_hash bytea) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held posture.invitation;
    fault text;
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
    select array(select ir.role_id from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id) into before;
    if roles_above_rank(before || roles) then
        return 'above';
    end if;
    fault := invitation_fault(held.id, new_email, expires);
    if fault is not null then
        return fault;
    end if;
    if cardinality(roles) = 0
       or exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
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

-- As in V019; and one does not take away what one could not give.
create or replace function revoke_invitation(invitation_id uuid) returns text
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
    if roles_above_rank(array(select ir.role_id from posture.invitation_role ir where ir.tenant_id = own and ir.invitation_id = held.id)) then
        return 'above';
    end if;
    update posture.invitation i set state = 'revoked', updated_at = now() where i.tenant_id = own and i.id = held.id;
    perform authority_noted(own, bailiwick.principal(), 'invitation.revoked', held.id, '{}');
    return 'done';
end
$$;

-- What was sent by the rules of before: an address that was changed left the token of the first one good, and nobody asked whether the
-- inviter could still send it.
do $$
declare
    sent record;
begin
    perform revoke_fallen_invitations(t.id) from tenant t;
    for sent in
        update invitation i set state = 'revoked', updated_at = now()
        where i.state = 'pending' and i.updated_at > i.inserted_at
        returning i.tenant_id, i.id
    loop
        perform authority_noted(sent.tenant_id, null, 'invitation.revoked', sent.id, '{"because": "address"}');
    end loop;
end
$$;
