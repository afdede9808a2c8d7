-- The trail of authority. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.
-- What is done is written by the function that does it, in its transaction: neither stands without the other.

create or replace function bailiwick_authority.fits(details jsonb) returns boolean
    language sql immutable security definer set search_path = pg_catalog, pg_temp
as $$
    select octet_length(details::text) <= 8192
$$;

-- Of lists how long they are, of texts how they begin.
create or replace function bailiwick_authority.shortened(whole jsonb) returns jsonb
    language plpgsql immutable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return case jsonb_typeof(whole)
        when 'array' then to_jsonb(jsonb_array_length(whole))
        when 'object' then (
            select coalesce(jsonb_object_agg(part.key, bailiwick_authority.shortened(part.value)), '{}') from jsonb_each(whole) as part)
        when 'string' then to_jsonb(left(whole #>> '{}', 200))
        else whole end;
end
$$;

-- As much as there is room for: a change never fails because its record would be too long. Says how long it was.
create or replace function bailiwick_authority.fitting(details jsonb) returns jsonb
    language plpgsql immutable security definer set search_path = pg_catalog, pg_temp
as $$
declare
    cut constant jsonb := jsonb_build_object('cut', octet_length(details::text));
    short jsonb;
begin
    if bailiwick_authority.fits(details) then
        return details;
    end if;
    short := cut || jsonb_build_object('short', bailiwick_authority.shortened(details));
    return case when bailiwick_authority.fits(short) then short else cut end;
end
$$;

-- For functions of the owner alone: one entry, in the name of the principal in scope.
create or replace function bailiwick_authority.log(
        held ${tenant_key}, kind text, what text, object text, details jsonb) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what, object, details)
    values (held, ${principal}, kind, what, left(coalesce(object, ''), 200), bailiwick_authority.fitting(coalesce(details, '{}')))
$$;

-- What was refused to the principal in scope, in the tenant in scope, within one minute: a rule, and how often. Nothing for
-- nobody in particular, nor for a tenant that is not there. The minute is the caller's, within the last hour of the database's
-- clock. Any SQL of the app role may call it, so there are a thousand entries of a principal, a tenant and a minute at most; what
-- is beyond that is dropped, and a count says a thousand million at most.
create or replace function bailiwick_authority.log_refused(minute timestamptz, rules text[], counts bigint[]) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    present constant timestamptz := date_trunc('minute', clock_timestamp());
    noted constant timestamptz := least(greatest(date_trunc('minute', minute), present - interval '1 hour'), present);
    own constant ${principal_key} := ${principal};
    written bigint;
begin
    if cardinality(rules) > 1000 or cardinality(rules) <> cardinality(counts) then
        raise exception 'a thousand rules at most, each with its count' using errcode = 'invalid_parameter_value';
    end if;
    select count(*) into written from bailiwick_authority.audit a
    where a.tenant_id = ${tenant} and a.at = noted and a.principal_id = own and a.kind = 'refused';
    insert into bailiwick_authority.audit (tenant_id, at, principal_id, kind, what, count)
    select t.tenant_id, noted, own, 'refused', told.rule,
        case when told.count > 1000000000 then 1000000000 else told.count end
    from bailiwick_authority.tenant t cross join unnest(rules, counts) as told (rule, count)
    where t.tenant_id = ${tenant} and own is not null
    limit greatest(0, 1000 - written);
end
$$;

-- That the principal in scope reads several tenants at once, of which the tenant in scope is one and the other another; empty if
-- there is none. Any SQL of the app role may call it: what other functions write of crossings bears other words, and the same
-- crossing within a minute is one entry.
create or replace function bailiwick_authority.log_crossed(what text, other text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if what is null or what not in ('several', 'several.named') then
        raise exception '% is not written by who crosses', what using errcode = 'invalid_parameter_value';
    elsif other is distinct from '' and not exists (
            select from bailiwick_authority.tenant t where t.tenant_id = nullif(other, '')::${tenant_key}) then
        raise exception 'no tenant to cross into' using errcode = 'invalid_parameter_value';
    elsif not exists (
            select from bailiwick_authority.audit a
            where a.tenant_id = ${tenant} and a.object = log_crossed.other and a.kind = 'crossed'
            and a.at > clock_timestamp() - interval '1 minute' and a.what = log_crossed.what
            and a.principal_id is not distinct from ${principal}) then
        perform bailiwick_authority.log(${tenant}, 'crossed', what, other, '{}');
    end if;
end
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
