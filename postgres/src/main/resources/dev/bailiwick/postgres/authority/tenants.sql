-- Tenants and their limits. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- For the application's own function that makes a tenant's row: the founder becomes its owner.
create or replace function bailiwick_authority.found(founded ${tenant_key}, founder ${principal_key}) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bailiwick_authority.tenant (tenant_id) values (founded);
    insert into bailiwick_authority.principal (principal_id) values (founder) on conflict do nothing;
    insert into bailiwick_authority.membership (tenant_id, principal_id, roles)
    values (founded, founder, array(select r.name from bailiwick_authority.role r where r.is_owner));
    insert into bailiwick_authority.tenant_limit (tenant_id, kind, used)
    values (founded, 'users', 1), (founded, 'teams', 0), (founded, 'storage_bytes', 0), (founded, 'requests_per_minute', 0);
    perform bailiwick_authority.log(founded, 'changed', 'tenant.founded', founder::text, '{}');
end
$$;

-- For maintenance, which is in no tenant. absent | done
create or replace function bailiwick_authority.set_tenant_status(which text, changed text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := which::${tenant_key};
begin
    update bailiwick_authority.tenant t set status = changed, epoch = t.epoch + 1 where t.tenant_id = held;
    if not found then
        return 'absent';
    end if;
    perform bailiwick_authority.log(held, 'changed', 'tenant.status', held::text, jsonb_build_object('is', changed));
    return 'done';
end
$$;

-- For maintenance. Below what is in use, nothing more is taken; without limit if null. absent | done
create or replace function bailiwick_authority.set_limit(which text, what text, at_most bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := which::${tenant_key};
begin
    -- first the tenant and then what it has used, as everybody does
    perform from bailiwick_authority.tenant t where t.tenant_id = held for no key update;
    update bailiwick_authority.tenant_limit l set most = at_most where l.tenant_id = held and l.kind = what;
    if not found then
        return 'absent';
    end if;
    perform bailiwick_authority.log(held, 'changed', 'tenant.limit', what, jsonb_build_object('is', at_most));
    perform bailiwick_authority.changed(held);
    return 'done';
end
$$;

-- Counts, unless there would be too much. A kind without a row is not counted. Who counts locks the tenant before, if at all: the
-- other way round waits in a circle for those who do.
create or replace function bailiwick_authority.take(held ${tenant_key}, what text, much bigint) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    present timestamptz := date_trunc('minute', clock_timestamp());
    -- nobody counts on beyond it, so that no sum overflows
    highest constant bigint := 1::bigint << 62;
begin
    update bailiwick_authority.tenant_limit l
    set used = greatest(0, least(highest,
            case when what = 'requests_per_minute' and l.since <> present then much else least(highest, l.used) + much end)),
        since = present
    where l.tenant_id = held and l.kind = what
    and (l.most is null or much <= 0
        or case when what = 'requests_per_minute' and l.since <> present then much else least(highest, l.used) + much end <= l.most);
    return found
        or not exists (select from bailiwick_authority.tenant_limit l where l.tenant_id = held and l.kind = what);
end
$$;

-- What one call counts: the pebibyte (2^50) at most.
create or replace function bailiwick_authority.check_much(much bigint) returns void
    language plpgsql immutable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if much is null or much not between 0 and 1125899906842624 then
        raise exception '% is no number of what is counted', much using errcode = 'invalid_parameter_value';
    end if;
end
$$;

-- Who counts for a tenant is nobody in particular or an active member of it.
create or replace function bailiwick_authority.check_counter() returns void
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if ${tenant} is null then
        raise exception 'no tenant in scope' using errcode = 'insufficient_privilege';
    elsif ${principal} is not null and not bailiwick_authority.is_active(${tenant}, ${principal}) then
        raise exception 'nobody counts for a tenant without being an active member of it'
            using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- For the tenant in scope: nothing is ever counted for nobody. Behind what changes authority in the same transaction. done | full
create or replace function bailiwick_authority.count_up(what text, much bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if what is null or what not in ('storage_bytes', 'requests_per_minute') then
        raise exception '% is counted by whoever makes one', what using errcode = 'invalid_parameter_value';
    end if;
    perform bailiwick_authority.check_counter();
    perform bailiwick_authority.check_much(much);
    return case when bailiwick_authority.take(${tenant}, what, much) then 'done' else 'full' end;
end
$$;

-- Storage that is free again; a request is never taken back. done
create or replace function bailiwick_authority.give_back(much bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform bailiwick_authority.check_counter();
    perform bailiwick_authority.check_much(much);
    perform bailiwick_authority.take(${tenant}, 'storage_bytes', -much);
    return 'done';
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.count_up(text, bigint),
    bailiwick_authority.give_back(bigint)
to ${app};
