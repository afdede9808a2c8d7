-- What must be known, or done, before a tenant is: a closed list of owner-defined functions with exact arguments, a fixed
-- search_path and at most one row each. Who may not read the tables may still ask these questions, and no others.

-- The account behind an e-mail address (stripped, lower case), for the check of its password.
create function account_by_email(address text, out id uuid, out password_hash text, out credentials_epoch integer)
    returns setof record
    language sql stable security definer rows 1 set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select u.id, u.password_hash, u.credentials_epoch
        from posture.app_user u
        where u.email = account_by_email.address and u.is_active;
    end;
revoke all on function account_by_email(text) from public;
grant execute on function account_by_email(text) to bailiwick_app;

-- The API key with this prefix, for the check of its secret.
create function api_key_by_prefix(key_prefix text, out tenant_id uuid, out id uuid, out entity_id uuid, out secret_hash bytea,
                                  out expires_at timestamptz, out revoked boolean)
    returns setof record
    language sql stable security definer rows 1 set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select k.tenant_id, k.id, k.entity_id, k.secret_hash, k.expires_at, k.revoked
        from posture.api_key k
        where k.prefix = api_key_by_prefix.key_prefix;
    end;
revoke all on function api_key_by_prefix(text) from public;
grant execute on function api_key_by_prefix(text) to bailiwick_app;

-- Whether there is any account at all: while there is none, the first one may be made even where sign-up is closed.
create function any_account() returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (select from posture.app_user);
    end;
revoke all on function any_account() from public;
grant execute on function any_account() to bailiwick_app;

-- A tenant with its first owner, who has the role admin. For the two functions below; granted to nobody.
create function make_tenant(owner_id uuid, tenant_name text, admin_permissions text[]) returns uuid
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
    return made;
end
$$;
revoke all on function make_tenant(uuid, text, text[]) from public;

-- A new account with a tenant of its own. No row: the address is taken, or only the first account may be made and there is one.
create function sign_up(new_email text, new_name text, new_company text, new_password_hash text, tenant_name text,
                        admin_permissions text[], first_only boolean)
    returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    made uuid := uuidv7();
begin
    if first_only then
        lock table posture.app_user in share row exclusive mode;
        if exists (select from posture.app_user) then
            return null;
        end if;
    end if;
    insert into posture.app_user (id, email, name, company_name, password_hash)
    values (made, new_email, new_name, new_company, new_password_hash)
    on conflict (email) do nothing;
    if not found then
        return null;
    end if;
    perform make_tenant(made, tenant_name, admin_permissions);
    return made;
end
$$;
revoke all on function sign_up(text, text, text, text, text, text[], boolean) from public;
grant execute on function sign_up(text, text, text, text, text, text[], boolean) to bailiwick_app;

-- Another tenant for the principal in scope, who becomes its owner; null if they own so many already. Their row is locked, so that
-- foundings that come at once are counted one after the other.
create function found_tenant(tenant_name text, admin_permissions text[], most_owned integer) returns uuid
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if bailiwick.principal() is null then
        raise exception 'a tenant needs a principal in scope' using errcode = 'insufficient_privilege';
    end if;
    perform from posture.app_user where id = bailiwick.principal() for no key update;
    if (select count(*) from posture.membership where user_id = bailiwick.principal() and role = 'owner') >= most_owned then
        return null;
    end if;
    return make_tenant(bailiwick.principal(), tenant_name, admin_permissions);
end
$$;
revoke all on function found_tenant(text, text[], integer) from public;
grant execute on function found_tenant(text, text[], integer) to bailiwick_app;

-- What remains to be done when a membership ends: keys and sign-ins die, roles that nobody holds any more go, and so does an
-- account that belongs nowhere any more. Granted to nobody.
create function forget_member(of_tenant uuid, member uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    held uuid[];
begin
    select array_agg(role_id) into held from posture.role_user where tenant_id = of_tenant and user_id = member;
    delete from posture.membership where tenant_id = of_tenant and user_id = member;
    update posture.api_key set revoked = true where tenant_id = of_tenant and entity_id = member and not revoked;
    update posture.refresh_token set revoked_at = now() where user_id = member and revoked_at is null;
    delete from posture.role r
    where r.tenant_id = of_tenant and r.id = any (held) and r.name <> 'admin'
      and not exists (select from posture.role_user ru where ru.tenant_id = r.tenant_id and ru.role_id = r.id);
    update posture.tenant set epoch = epoch + 1 where id = of_tenant;
    delete from posture.app_user u
    where u.id = member and not exists (select from posture.membership m where m.user_id = u.id);
end
$$;
revoke all on function forget_member(uuid, uuid) from public;

-- Ends a membership of the tenant in scope, on behalf of the principal in scope: owners end any but the last owner's, members
-- their own. The tenant's row is locked, so that two owners who go at once cannot both be the last but one.
create function end_membership(membership_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    actor posture.membership;
    ended posture.membership;
begin
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for update;
    select * into actor from posture.membership where tenant_id = bailiwick.tenant() and user_id = bailiwick.principal();
    select * into ended from posture.membership where tenant_id = bailiwick.tenant() and id = membership_id;
    if actor.id is null or ended.id is null then
        return 'absent';
    end if;
    if actor.id <> ended.id and actor.role <> 'owner' then
        return 'forbidden';
    end if;
    if ended.role = 'owner' and not exists (
        select from posture.membership where tenant_id = ended.tenant_id and role = 'owner' and id <> ended.id) then
        return 'last owner';
    end if;
    perform forget_member(ended.tenant_id, ended.user_id);
    return 'ended';
end
$$;
revoke all on function end_membership(uuid) from public;
grant execute on function end_membership(uuid) to bailiwick_app;

-- Closes the tenant in scope on behalf of the principal in scope, an owner: from here on nobody gets in.
create function end_tenant() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    member uuid;
begin
    perform from posture.tenant where id = bailiwick.tenant() and deleted_at is null for update;
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
revoke all on function end_tenant() from public;
grant execute on function end_tenant() to bailiwick_app;

-- Removes the account of the principal in scope. Tenants where nobody else is left are closed with it; one that others would be
-- left in without an owner keeps it from going.
create function end_account() returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own posture.membership;
begin
    perform from posture.tenant t
    where t.id in (select m.tenant_id from posture.membership m where m.user_id = bailiwick.principal())
    order by t.id
    for update;
    if exists (
        select from posture.membership m
        where m.user_id = bailiwick.principal() and m.role = 'owner'
          and exists (select from posture.membership o where o.tenant_id = m.tenant_id and o.id <> m.id)
          and not exists (select from posture.membership o where o.tenant_id = m.tenant_id and o.id <> m.id and o.role = 'owner')) then
        return 'last owner';
    end if;
    for own in select * from posture.membership where user_id = bailiwick.principal() order by tenant_id loop
        perform forget_member(own.tenant_id, own.user_id);
        update posture.tenant t set deleted_at = now()
        where t.id = own.tenant_id and t.deleted_at is null
          and not exists (select from posture.membership o where o.tenant_id = own.tenant_id);
    end loop;
    delete from posture.app_user where id = bailiwick.principal();
    return 'ended';
end
$$;
revoke all on function end_account() from public;
grant execute on function end_account() to bailiwick_app;

-- How long the subjects of a sign-in (hashes of an address and of an account) must wait, after as many failures within the
-- window as each is allowed; null: not at all.
create function sign_in_wait(subjects bytea[], allowed integer[], within interval) returns interval
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select max(f.failed_at + within - now())
        from unnest(subjects, allowed) as s (subject, limit_)
        cross join lateral (
            select g.failed_at
            from posture.sign_in_failure g
            where g.subject = s.subject and g.failed_at > now() - within
            order by g.failed_at desc
            offset s.limit_ - 1
            limit 1) f;
    end;
revoke all on function sign_in_wait(bytea[], integer[], interval) from public;
grant execute on function sign_in_wait(bytea[], integer[], interval) to bailiwick_app;

-- Notes a failed sign-in, and forgets those that no longer count.
create function sign_in_failed(subjects bytea[], within interval) returns void
    language sql security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        delete from posture.sign_in_failure where failed_at < now() - greatest(within, interval '1 minute');
        insert into posture.sign_in_failure (subject) select unnest(subjects);
    end;
revoke all on function sign_in_failed(bytea[], interval) from public;
grant execute on function sign_in_failed(bytea[], interval) to bailiwick_app;
