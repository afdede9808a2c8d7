-- Where every change of authority begins. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.
-- Every function that changes authority begins by locking its tenant's row, so that changes of one tenant come one after
-- the other, decides by what is there then, and ends by raising the tenant's epoch. Answers are words.

-- One lock for the authority of a tenant. Not for update: a foreign key into the row does not wait for it. Each change writes the
-- row, so at REPEATABLE READ and SERIALIZABLE this fails (40001) once something has changed since the snapshot: nothing is decided
-- by what was there before.
create or replace function bailiwick_authority.lock_tenant(held ${tenant_key}) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform from bailiwick_authority.tenant t where t.tenant_id = held for no key update;
    if not found then
        raise exception 'no tenant in scope, or one that was not founded' using errcode = 'insufficient_privilege',
            hint = 'bailiwick_authority.found(tenant, founder) founds one.';
    end if;
end
$$;

create or replace function bailiwick_authority.moved(held ${tenant_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    update bailiwick_authority.tenant t set epoch = t.epoch + 1 where t.tenant_id = held
$$;

-- For changes that take nothing from anybody, and so leave the epoch as it is: later functions are to see them all the same.
create or replace function bailiwick_authority.changed(held ${tenant_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    update bailiwick_authority.tenant t set epoch = t.epoch where t.tenant_id = held
$$;

-- For what must see all that was committed before it.
create or replace function bailiwick_authority.check_fresh(what text) returns void
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    level constant text := current_setting('transaction_isolation');
begin
    if level not in ('read committed', 'read uncommitted') then
        raise exception '% at READ COMMITTED, and not at %', what, upper(level) using errcode = 'invalid_transaction_state',
            hint = 'A transaction of that kind does not see what others have committed since it began.';
    end if;
end
$$;

-- For functions of the application that lock a principal out, change its password and the like.
create or replace function bailiwick_authority.principal_moved(whom ${principal_key}) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    insert into bailiwick_authority.principal as p (principal_id) values (whom)
    on conflict (principal_id) do update set epoch = p.epoch + 1;
    -- each of its tenants learns of it; by whom, none, if it was somebody else: who may be of another tenant
    insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what, object)
    select m.tenant_id, case when ${principal} = whom then whom end, 'changed', 'principal.moved', left(whom::text, 200)
    from bailiwick_authority.membership m where m.principal_id = whom
$$;

-- What the principal in scope holds in the tenant in scope; nothing unless the membership is active.
create or replace function bailiwick_authority.own_permissions() returns setof text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select unnest(m.custom) from bailiwick_authority.membership m
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
    union
    select held.permission from bailiwick_authority.membership m
    join bailiwick_authority.role_permission held on held.role = any (m.roles)
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
$$;

-- Whether the principal in scope holds it and the tenant's status allows it.
create or replace function bailiwick_authority.may(wanted text) returns boolean
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from bailiwick_authority.own_permissions() as held where held = wanted)
        and exists (
            select from bailiwick_authority.tenant t cross join bailiwick_authority.permission p
            where t.tenant_id = ${tenant} and p.name = wanted
            and (t.status in ('trial', 'active') or (t.status = 'suspended' and p.when_suspended)))
$$;

-- Whether each role is held by the principal in scope, or below one that is, and each permission is held.
create or replace function bailiwick_authority.within_own(roles text[], custom text[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select not exists (
            select from unnest(within_own.roles) as asked
            where not exists (
                select from bailiwick_authority.membership m
                join bailiwick_authority.role_below b on b.role = any (m.roles)
                where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
                and b.lower = asked))
        and not exists (
            select unnest(within_own.custom) except select held from bailiwick_authority.own_permissions() as held)
$$;

create or replace function bailiwick_authority.check_names(roles text[], permissions text[]) returns void
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not roles <@ array(select r.name from bailiwick_authority.role r)
        or not permissions <@ array(select p.name from bailiwick_authority.permission p) then
        raise exception 'unknown among the roles % or the permissions %', roles, permissions
            using errcode = 'invalid_parameter_value', hint = 'AuthoritySql.model writes those of the application.';
    end if;
end
$$;

-- Locks the tenant in scope, and only then asks whether the principal in scope may.
create or replace function bailiwick_authority.may_change(wanted text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform bailiwick_authority.lock_tenant(${tenant});
    return bailiwick_authority.may(wanted);
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function bailiwick_authority.may(text) to ${app};
