-- The record of authority is written by functions of the owner alone, and so are keys, which stand for the authority of whoever
-- made them. What has several ways to it is recorded by a trigger; so no way leaves it out, raw SQL neither.

-- in the order of the clock, for pages and for export
create index audit_entry_at on audit_entry (tenant_id, at, id);
alter table audit_entry add constraint audit_entry_is_small check (
    length(what) between 1 and 200 and length(object) <= 200 and octet_length(details::text) <= 32768) not valid;

-- As in V020; of a list that is too long the number is kept.
create or replace function authority_noted(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    kept jsonb := details;
begin
    if octet_length(details::text) > 16384 then
        select jsonb_object_agg(d.key, case jsonb_typeof(d.value) when 'array' then to_jsonb(jsonb_array_length(d.value))
                                            else to_jsonb(left(d.value::text, 200)) end)
        into kept from jsonb_each(details) d;
    end if;
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (of_tenant, actor, 'changed', what, object::text, kept);
end
$$;

-- As in V015.
create or replace function authority_changed(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    -- answers that were remembered may depend on who is in which group
    update posture.tenant set authority_epoch = authority_epoch + 1, epoch = epoch + 1 where id = of_tenant;
    perform authority_noted(of_tenant, actor, what, object, details);
end
$$;

-- What was refused to the principal in scope, in the tenant in scope, within one minute: a rule, and how often. Nothing for a
-- tenant that is not there. The minute is the caller's, within the last hour of the database's clock.
create function log_refused(minute timestamptz, rules text[], counts bigint[]) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    present constant timestamptz := date_trunc('minute', clock_timestamp());
begin
    if cardinality(rules) > 1000 or cardinality(rules) <> cardinality(counts) then
        raise exception 'a thousand rules at most, each with its count' using errcode = 'invalid_parameter_value';
    end if;
    insert into posture.audit_entry (tenant_id, at, principal_id, kind, what, count)
    select t.id, least(greatest(date_trunc('minute', minute), present - interval '1 hour'), present), bailiwick.principal(),
           'refused', told.rule, told.count
    from posture.tenant t cross join unnest(rules, counts) as told (rule, count)
    where t.id = bailiwick.tenant() and t.deleted_at is null;
end
$$;
revoke all on function log_refused(timestamptz, text[], bigint[]) from public;
grant execute on function log_refused(timestamptz, text[], bigint[]) to bailiwick_app;

-- As in V008; and the founding is on record.
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

-- As in V020; and roles that go with their last holder are on record.
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
    with gone as (
        delete from posture.role r
        where r.tenant_id = of_tenant and r.id = any (held) and r.name <> 'admin'
          and not exists (select from posture.role_user ru where ru.tenant_id = r.tenant_id and ru.role_id = r.id)
          and not exists (select from posture.invitation_role ir
                          join posture.invitation i on i.tenant_id = ir.tenant_id and i.id = ir.invitation_id
                          where ir.tenant_id = r.tenant_id and ir.role_id = r.id and i.state = 'pending')
        returning r.id)
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    select of_tenant, bailiwick.principal(), 'changed', 'role.removed', g.id::text, jsonb_build_object('last_held_by', member)
    from gone g;
    perform authority_changed(of_tenant, bailiwick.principal(), 'membership.ended', member, jsonb_build_object('roles', held));
    -- who joins or founds another tenant meanwhile holds the row: waited for, and seen by the statement behind
    perform from posture.app_user u where u.id = member for update;
    delete from posture.app_user u
    where u.id = member and not exists (select from posture.membership m where m.user_id = u.id);
end
$$;

-- A tenant that is renamed, closed, suspended or opened again.
create function audit_tenant() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (new.id, bailiwick.principal(), 'changed',
            case when old.deleted_at is distinct from new.deleted_at then 'tenant.ended'
                 when old.status is distinct from new.status then 'tenant.status'
                 else 'tenant.renamed' end,
            new.id::text, jsonb_build_object('name', left(new.name, 200), 'status', new.status));
    return null;
end
$$;
revoke all on function audit_tenant() from public;
create trigger audited after update on tenant
    for each row when ((old.name, old.status, old.deleted_at) is distinct from (new.name, new.status, new.deleted_at))
    execute function audit_tenant();

-- An account that is locked, or whose credentials are others: each of its tenants learns of it, and by whom if by itself. What
-- somebody else of a tenant writes is on record there by change_account.
create function audit_user() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    by_itself constant boolean := coalesce(bailiwick.principal() = new.id, false);
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    select m.tenant_id, case when by_itself then new.id end, 'changed', 'user.credentials', new.id::text,
           jsonb_build_object('email', old.email <> new.email, 'password', old.password_hash is distinct from new.password_hash,
                              'active', new.is_active)
    from posture.membership m
    where m.user_id = new.id and (by_itself or m.tenant_id is distinct from bailiwick.tenant());
    return null;
end
$$;
revoke all on function audit_user() from public;
create trigger audited after update on app_user
    for each row when ((old.email, old.password_hash, old.is_active) is distinct from (new.email, new.password_hash, new.is_active))
    execute function audit_user();

-- As in V008, with the lock of V015: the record of a change, which refers to the tenant, does not wait for it.
create or replace function end_tenant() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    member uuid;
begin
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for no key update;
    if not found then
        return 'absent';
    end if;
    if not exists (select from posture.membership
                   where tenant_id = bailiwick.tenant() and user_id = bailiwick.principal() and role = 'owner') then
        return 'forbidden';
    end if;
    update posture.tenant set deleted_at = now() where id = bailiwick.tenant();
    update posture.api_key set revoked = true where tenant_id = bailiwick.tenant() and not revoked;
    for member in select user_id from posture.membership where tenant_id = bailiwick.tenant() order by user_id loop
        perform forget_member(bailiwick.tenant(), member);
    end loop;
    return 'ended';
end
$$;

-- Keys, whoever revokes them: also the end of a membership does.
create function audit_key() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (new.tenant_id, bailiwick.principal(), 'changed',
            case when tg_op = 'INSERT' then 'key.made'
                 when new.revoked then 'key.revoked'
                 else 'key.renamed' end,
            new.id::text, jsonb_build_object('name', new.name, 'of', new.entity_id, 'expires_at', new.expires_at));
    return null;
end
$$;
revoke all on function audit_key() from public;
create trigger audited_when_made after insert on api_key for each row execute function audit_key();
create trigger audited after update on api_key
    for each row when ((old.name, old.revoked) is distinct from (new.name, new.revoked))
    execute function audit_key();

-- Keys are made for the principal in scope, and nobody else, who may manage the account.
create function check_keys() returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if not coalesce(may_manage('MANAGE_ACCOUNT'), false) then
        raise exception 'keys take MANAGE_ACCOUNT' using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function check_keys() from public;

create function make_key(new_name text, new_prefix text, hash bytea, expires timestamptz) returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    made constant uuid := uuidv7();
begin
    perform check_keys();
    insert into posture.api_key (tenant_id, id, name, prefix, secret_hash, entity_id, expires_at)
    values (bailiwick.tenant(), made, new_name, new_prefix, hash, bailiwick.principal(), expires);
    return made;
end
$$;
revoke all on function make_key(text, text, bytea, timestamptz) from public;
grant execute on function make_key(text, text, bytea, timestamptz) to bailiwick_app;

-- False: there is no such key.
create function rename_key(key_id uuid, new_name text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_keys();
    update posture.api_key k set name = new_name where k.tenant_id = bailiwick.tenant() and k.id = key_id;
    return found;
end
$$;
revoke all on function rename_key(uuid, text) from public;
grant execute on function rename_key(uuid, text) to bailiwick_app;

-- False: there is no such key, or it is revoked already.
create function revoke_key(key_id uuid) returns boolean
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    perform check_keys();
    update posture.api_key k set revoked = true where k.tenant_id = bailiwick.tenant() and k.id = key_id and not k.revoked;
    return found;
end
$$;
revoke all on function revoke_key(uuid) from public;
grant execute on function revoke_key(uuid) to bailiwick_app;

-- Work across tenants, which is of none: one entry before it begins and one when it has ended.
create table maintenance_audit (
    run      uuid,
    event    text check (event in ('begins', 'ends')),
    at       timestamptz not null default clock_timestamp(),
    role     text not null default session_user,
    process  text not null,
    reason   text not null,
    limit_ms bigint not null,
    -- from where it was entered, in words
    within   text not null default '',
    took_ms  bigint,
    failed   boolean,
    primary key (run, event)
);
create index maintenance_audit_at on maintenance_audit (at);
