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

-- One invitation for an address at a time: a later one takes the place of an earlier one. A thousand wait at most.
-- forbidden | member | above own | full | done
create or replace function bailiwick_authority.invite(
        invited uuid, address text, hash bytea, gives text[], seconds bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
<<own>>
declare
    -- named in full beside the application's tables, whose columns may be called the same
    held ${tenant_key} := ${tenant};
    stripped text := lower(btrim(address));
    earlier uuid;
begin
    if seconds is null or seconds not between 60 and 31536000 then
        raise exception 'an invitation is open for a minute at least and for a year at most'
            using errcode = 'invalid_parameter_value';
    elsif length(stripped) > 320 then
        raise exception 'an address has 320 characters at most' using errcode = 'invalid_parameter_value';
    elsif not bailiwick_authority.may_change('${invitations}') then
        return 'forbidden';
    end if;
    perform bailiwick_authority.check_names(gives, '{}');
    if not bailiwick_authority.within_own(gives || array(
            select unnest(i.roles) from bailiwick_authority.invitation i
            where i.tenant_id = held and i.email = stripped and i.state = 'pending'
            and i.expires_at > clock_timestamp()), '{}') then
        return 'above own';
    elsif exists (
            select from bailiwick_authority.membership m join ${principals} as known on known.${principals_key} = m.principal_id
            where m.tenant_id = own.held and lower(btrim(known.${email})) = own.stripped) then
        return 'member';
    elsif (select count(*) from bailiwick_authority.invitation i
            where i.tenant_id = held and i.state = 'pending' and i.expires_at > clock_timestamp()
            and i.email <> stripped) >= 1000 then
        return 'full';
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

-- What an answer of the principal in scope to an invitation comes to, but for the tenant's limit.
-- unknown | other address | over | expired | closed | member | declined | joined
create or replace function bailiwick_authority.would_answer(
        old bailiwick_authority.invitation, accepted boolean) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select case
        when old.id is null or ${principal} is null then 'unknown'
        when not exists (
            select from ${principals} as known
            where known.${principals_key} = ${principal} and lower(btrim(known.${email})) = old.email) then 'other address'
        when old.state <> 'pending' then 'over'
        when old.expires_at <= clock_timestamp() then 'expired'
        when not exists (
            select from bailiwick_authority.tenant t
            where t.tenant_id = old.tenant_id and t.status in ('trial', 'active')) then 'closed'
        when exists (
            select from bailiwick_authority.membership m
            where m.tenant_id = old.tenant_id and m.principal_id = ${principal}) then 'member'
        when accepted is not true then 'declined'
        else 'joined' end
$$;

-- Answers an invitation as the principal in scope, in whatever tenant or none. Who is refused does not hold the lock of the
-- tenant: it is decided without it, and with it again. Who has the token and not the address learns nothing of the tenant.
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
    -- in one statement, so that nothing happens between what is compared
    select i.tenant_id, i.roles, bailiwick_authority.would_answer(i, answer_invitation.accepted) into held, given, word
    from bailiwick_authority.invitation i where i.token_hash = hash;
    word := coalesce(word, 'unknown');
    if word in ('declined', 'joined') then
        perform bailiwick_authority.lock_tenant(held);
        select * into old from bailiwick_authority.invitation i where i.tenant_id = held and i.token_hash = hash for update;
        word := bailiwick_authority.would_answer(old, answer_invitation.accepted);
    end if;
    if word = 'joined' and not bailiwick_authority.take(held, 'users', 1) then
        word := 'full';
    end if;
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
    if word in ('unknown', 'other address') then
        given := null;
    else
        joined := held::text;
    end if;
    return next;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.invite(uuid, text, bytea, text[], bigint),
    bailiwick_authority.revoke_invitation(uuid),
    bailiwick_authority.answer_invitation(bytea, boolean)
to ${app};
