-- The trail of authority. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.
-- What is done is written by the function that does it, in its transaction: neither stands without the other.

-- For functions of the owner alone: one entry, in the name of the principal in scope.
create or replace function bailiwick_authority.log(
        held ${tenant_key}, kind text, what text, object text, details jsonb) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what, object, details)
    values (held, ${principal}, kind, what, coalesce(object, ''), coalesce(details, '{}'))
$$;

-- What was refused to the principal in scope, in the tenant in scope, within one minute: a rule, and how often. Nothing for a
-- tenant that is not there. The minute is the caller's, within the last hour of the database's clock.
create or replace function bailiwick_authority.log_refused(minute timestamptz, rules text[], counts bigint[]) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    present constant timestamptz := date_trunc('minute', clock_timestamp());
begin
    if cardinality(rules) > 1000 or cardinality(rules) <> cardinality(counts) then
        raise exception 'a thousand rules at most, each with its count' using errcode = 'invalid_parameter_value';
    end if;
    insert into bailiwick_authority.audit (tenant_id, at, principal_id, kind, what, count)
    select t.tenant_id, least(greatest(date_trunc('minute', minute), present - interval '1 hour'), present), ${principal},
        'refused', told.rule, told.count
    from bailiwick_authority.tenant t cross join unnest(rules, counts) as told (rule, count)
    where t.tenant_id = ${tenant};
end
$$;

-- That the principal in scope crosses from the tenant in scope into another, or from there into this one.
create or replace function bailiwick_authority.log_crossed(what text, other text) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    select bailiwick_authority.log(${tenant}, 'crossed', what, other, '{}')
$$;

-- The entries from one moment until another, in order, behind the one that was read last; refusals of several processes
-- follow each other. For who holds the permission.
create or replace function bailiwick_authority.audit_entries(
        from_at timestamptz, until_at timestamptz, last_at timestamptz, last_what text, last_principal text, last_id uuid, most integer)
    returns table (at timestamptz, what text, principal text, id uuid, kind text, object text, details text, count bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not bailiwick_authority.may('${audit}') then
        raise exception 'reading the audit takes the permission ${audit}' using errcode = 'insufficient_privilege';
    end if;
    return query
    select a.at, a.what, coalesce(a.principal_id::text, ''), a.id, a.kind, a.object, a.details::text, a.count
    from bailiwick_authority.audit a
    where a.tenant_id = ${tenant} and a.at >= from_at and a.at < until_at
    and (last_at is null or (a.at >= last_at
        and (a.at, a.what, coalesce(a.principal_id::text, ''), a.id) > (last_at, last_what, last_principal, last_id)))
    order by a.at, a.what, coalesce(a.principal_id::text, ''), a.id
    limit most;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.log_refused(timestamptz, text[], bigint[]),
    bailiwick_authority.log_crossed(text, text),
    bailiwick_authority.audit_entries(timestamptz, timestamptz, timestamptz, text, text, uuid, integer)
to ${app};
