-- Invitations. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- An invitation stands for as long as who wrote it could write it again.
create or replace function bailiwick_authority.withdraw_invitations(held ${tenant_key}, inviter ${principal_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with revoked as (
        update bailiwick_authority.invitation i set state = 'revoked'
        where i.tenant_id = held and i.invited_by = inviter and i.state = 'pending'
        returning i.id)
    select count(bailiwick_authority.log(held, 'changed', 'invitation.revoked', r.id::text, jsonb_build_object('of', inviter)))
    from revoked r
$$;

-- One invitation for an address at a time: a later one takes the place of an earlier one. forbidden | member | above own | done
create or replace function bailiwick_authority.invite(
        invited uuid, address text, hash bytea, gives text[], seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    stripped text := lower(btrim(address));
    earlier uuid;
begin
    if seconds is null or seconds not between 60 and 31536000 then
        raise exception 'an invitation is open for a minute at least and for a year at most'
            using errcode = 'invalid_parameter_value';
    elsif not bailiwick_authority.may_change('${invitations}') then
        return 'forbidden';
    end if;
    perform bailiwick_authority.check_names(gives, '{}');
    if not bailiwick_authority.within_own(gives || array(
            select unnest(i.roles) from bailiwick_authority.invitation i
            where i.tenant_id = held and i.email = stripped and i.state = 'pending'), '{}') then
        return 'above own';
    elsif exists (
            select from bailiwick_authority.membership m join ${principals} as known on known.${principals_key} = m.principal_id
            where m.tenant_id = held and lower(btrim(known.${email})) = stripped) then
        return 'member';
    end if;
    update bailiwick_authority.invitation i set state = 'revoked'
    where i.tenant_id = held and i.email = stripped and i.state = 'pending'
    returning i.id into earlier;
    if found then
        perform bailiwick_authority.log(held, 'changed', 'invitation.revoked', earlier::text, jsonb_build_object('for', invited));
    end if;
    insert into bailiwick_authority.invitation (tenant_id, id, email, roles, token_hash, expires_at, invited_by)
    values (held, invited, stripped, gives, hash, clock_timestamp() + seconds * interval '1 second', ${principal});
    perform bailiwick_authority.log(held, 'changed', 'invitation.made', invited::text,
        jsonb_build_object('email', left(stripped, 320), 'roles', gives, 'seconds', seconds));
    perform bailiwick_authority.changed(held);
    return 'done';
end
$$;

-- forbidden | absent | above own | done
create or replace function bailiwick_authority.revoke_invitation(which uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    old bailiwick_authority.invitation;
begin
    if not bailiwick_authority.may_change('${invitations}') then
        return 'forbidden';
    end if;
    select * into old from bailiwick_authority.invitation i
    where i.tenant_id = held and i.id = which and i.state = 'pending';
    if not found then
        return 'absent';
    elsif not bailiwick_authority.within_own(old.roles, '{}') then
        return 'above own';
    end if;
    update bailiwick_authority.invitation i set state = 'revoked' where i.tenant_id = held and i.id = which;
    perform bailiwick_authority.log(held, 'changed', 'invitation.revoked', which::text, '{}');
    perform bailiwick_authority.changed(held);
    return 'done';
end
$$;

-- Answers an invitation as the principal in scope, in whatever tenant or none.
-- unknown | other address | over | expired | closed | member | full | declined | joined
create or replace function bailiwick_authority.answer_invitation(hash bytea, accepted boolean)
    returns table (word text, joined text, given text[])
    language plpgsql security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
declare
    me ${principal_key} := ${principal};
    held ${tenant_key};
    old bailiwick_authority.invitation;
begin
    select i.tenant_id into held from bailiwick_authority.invitation i where i.token_hash = hash;
    if held is null or me is null then
        return query select 'unknown', null::text, null::text[];
        return;
    end if;
    perform bailiwick_authority.lock_tenant(held);
    select * into old from bailiwick_authority.invitation i where i.tenant_id = held and i.token_hash = hash for update;
    word := case
        when not exists (
            select from ${principals} as known
            where known.${principals_key} = me and lower(btrim(known.${email})) = old.email) then 'other address'
        when old.state <> 'pending' then 'over'
        when old.expires_at <= clock_timestamp() then 'expired'
        when not exists (
            select from bailiwick_authority.tenant t where t.tenant_id = held and t.status in ('trial', 'active')) then 'closed'
        when exists (
            select from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = me) then 'member'
        when accepted is not true then 'declined'
        when not bailiwick_authority.take(held, 'users', 1) then 'full'
        else 'joined' end;
    if word = 'declined' then
        update bailiwick_authority.invitation i set state = 'declined' where i.tenant_id = held and i.id = old.id;
        perform bailiwick_authority.log(held, 'changed', 'invitation.declined', old.id::text, '{}');
        perform bailiwick_authority.changed(held);
    elsif word = 'joined' then
        update bailiwick_authority.invitation i set state = 'accepted' where i.tenant_id = held and i.id = old.id;
        insert into bailiwick_authority.principal (principal_id) values (me) on conflict do nothing;
        insert into bailiwick_authority.membership (tenant_id, principal_id, roles, invited_by)
        values (held, me, old.roles, old.invited_by);
        perform bailiwick_authority.log(held, 'changed', 'invitation.accepted', old.id::text,
            jsonb_build_object('roles', old.roles, 'by', old.invited_by));
        perform bailiwick_authority.moved(held);
    end if;
    joined := held::text;
    given := old.roles;
    return next;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.invite(uuid, text, bytea, text[], bigint),
    bailiwick_authority.revoke_invitation(uuid),
    bailiwick_authority.answer_invitation(bytea, boolean)
to ${app};
