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

-- Whoever makes an entry holds a lock until the transaction ends, which says of which minute it is: so it is known up to when all
-- is there. Nobody waits for it, whoever else takes such locks: there are a million of each minute, of which a transaction takes
-- its own, or else another.
create or replace function bailiwick_authority.unsettled() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    first constant integer := 1650551148;
    minute constant integer := floor(extract(epoch from new.at) / 60)::integer;
begin
    if pg_try_advisory_xact_lock_shared(first + (hashtext(pg_current_xact_id()::text) & 1048575), minute)
        or exists (
            select from pg_locks l
            where l.locktype = 'advisory' and l.pid = pg_backend_pid() and l.classid::bigint between first and first + 1048575
            and l.objid::bigint = minute and l.granted) then
        return new;
    end if;
    for attempt in 1..1000 loop
        if pg_try_advisory_xact_lock_shared(first + floor(random() * 1048576)::integer, minute) then
            return new;
        end if;
    end loop;
    raise exception 'others hold all locks of the audit' using errcode = 'lock_not_available';
end
$$;
create or replace trigger unsettled before insert on bailiwick_authority.audit
    for each row execute function bailiwick_authority.unsettled();

-- What was refused to the principal in scope, in the tenant in scope, within one minute: a rule, and how often. Nothing for
-- nobody in particular, nor for a tenant that is not there. The minute is the caller's, within the last hour of the database's
-- clock. Any SQL of the app role may call it, in as many transactions at once as it likes, so there are a thousand places for a
-- principal, a tenant and a minute, told by the key of the entry; what finds none is dropped, and a count says a thousand million
-- at most. A batch is written once: who is not told in time that it was, tries it again, and waits for the first to end. Nobody
-- else knows its number, so that nobody else holds its lock.
create or replace function bailiwick_authority.log_refused(
        minute timestamptz, rules text[], counts bigint[], batch uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    present constant timestamptz := date_trunc('minute', clock_timestamp());
    noted constant timestamptz := least(greatest(date_trunc('minute', minute), present - interval '1 hour'), present);
    own constant ${principal_key} := ${principal};
    noted_as constant jsonb := case when batch is null then '{}' else jsonb_build_object('batch', batch) end;
    place integer;
    told record;
begin
    if cardinality(rules) > 1000 or cardinality(rules) <> cardinality(counts) then
        raise exception 'a thousand rules at most, each with its count' using errcode = 'invalid_parameter_value';
    elsif own is null or not exists (select from bailiwick_authority.tenant t where t.tenant_id = ${tenant}) then
        return;
    end if;
    if batch is not null then
        perform pg_advisory_xact_lock(hashtextextended(batch::text, 0));
        if exists (
                select from bailiwick_authority.audit a
                where a.tenant_id = ${tenant} and a.at between present - interval '61 minutes' and present
                and a.principal_id = own and a.kind = 'refused' and a.details = noted_as) then
            return;
        end if;
    end if;
    select count(*) into place from bailiwick_authority.audit a
    where a.tenant_id = ${tenant} and a.at = noted and a.principal_id = own and a.kind = 'refused';
    for told in select * from unnest(rules, counts) as one (rule, count) loop
        loop
            exit when place >= 1000;
            insert into bailiwick_authority.audit (tenant_id, at, id, principal_id, kind, what, details, count)
            values (${tenant}, noted, md5('refused ' || own || ' ' || place)::uuid, own, 'refused', told.rule, noted_as,
                least(told.count, 1000000000))
            on conflict (tenant_id, at, id) do nothing;
            place := place + 1;
            -- else somebody else has taken it meanwhile
            exit when found;
        end loop;
    end loop;
end
$$;

-- For who has no number for it.
create or replace function bailiwick_authority.log_refused(minute timestamptz, rules text[], counts bigint[]) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    select bailiwick_authority.log_refused(minute, rules, counts, null)
$$;

-- That the principal in scope reads several tenants at once, of which the tenant in scope is one and the other another, empty if
-- there is none; or that it enters the one as a guest from the other, in the record of either. Any SQL of the app role may call
-- it: what other functions write of crossings bears other words, and the same crossing within a minute is one entry. Who would be
-- a guest of a tenant that is not there reaches nothing, and of that there is no entry.
create or replace function bailiwick_authority.log_crossed(what text, other text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if what is null or what not in ('several', 'several.named', 'guest.from', 'guest.at') then
        raise exception '% is not written by who crosses', what using errcode = 'invalid_parameter_value';
    elsif what in ('guest.from', 'guest.at') and (
            select count(*) from bailiwick_authority.tenant t
            where t.tenant_id in (${tenant}, nullif(other, '')::${tenant_key})) < 2 then
        return;
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

-- That the principal in scope reads the tenant in scope and others beside it at once: one entry, which names as many as there is
-- room for. The same within a minute is one. Any SQL of the app role may call it with whatever it likes of the tenants that there
-- are, so a minute has room for a thousand of one principal; what finds none is dropped.
create or replace function bailiwick_authority.log_several(what text, others text[]) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    sorted constant text[] := array(select distinct one from unnest(others) as one order by one);
    noted jsonb := jsonb_build_object('tenants', sorted[1:150]);
begin
    if cardinality(sorted) < 2 then
        perform bailiwick_authority.log_crossed(what, coalesce(sorted[1], ''));
        return;
    elsif what is null or what not in ('several', 'several.named') then
        raise exception '% is not written by who reads several', what using errcode = 'invalid_parameter_value';
    elsif exists (
            select from unnest(sorted) as one
            where not exists (
                select from bailiwick_authority.tenant t where t.tenant_id = nullif(one, '')::${tenant_key})) then
        raise exception 'no tenant to cross into' using errcode = 'invalid_parameter_value';
    elsif cardinality(sorted) > 150 then
        noted := noted || jsonb_build_object('more', cardinality(sorted) - 150, 'digest', md5(array_to_string(sorted, ',')));
    end if;
    noted := bailiwick_authority.fitting(noted);
    if (
            select count(*) < 1000 and not coalesce(bool_or(a.what = log_several.what and a.details = noted), false)
            from bailiwick_authority.audit a
            where a.tenant_id = ${tenant} and a.object = '' and a.kind = 'crossed'
            and a.at > clock_timestamp() - interval '1 minute' and a.what in ('several', 'several.named')
            and a.principal_id is not distinct from ${principal}) then
        perform bailiwick_authority.log(${tenant}, 'crossed', what, '', noted);
    end if;
end
$$;

create or replace function bailiwick_authority.check_reader() returns void
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not bailiwick_authority.may('${audit}') then
        raise exception 'reading the audit takes the permission ${audit}' using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- The moment before which no entry will be added any more: what is read up to it is whole, and the next reading goes on from there.
-- Refusals are written up to an hour late. For who holds the permission.
create or replace function bailiwick_authority.audit_settled() returns timestamptz
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    -- by a clock that was read a moment before; and read here before the locks, so that who has none yet is later than this
    latest constant timestamptz := date_trunc('minute', clock_timestamp()) - interval '61 minutes';
    oldest bigint;
begin
    perform bailiwick_authority.check_reader();
    perform bailiwick_authority.check_fresh('the end of the audit is asked for');
    if pg_is_in_recovery() then
        raise exception 'a replica does not know who is writing the audit' using errcode = 'object_not_in_prerequisite_state';
    end if;
    -- of who writes alone: anybody may take such a lock and keep it
    with held as materialized (select l.* from pg_locks l)
    select min(l.objid::bigint) into oldest from held l
    where l.locktype = 'advisory' and l.classid::bigint between 1650551148 and 1650551148 + 1048575 and l.objsubid = 2
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and exists (
        select from held w
        where w.locktype = 'transactionid' and w.virtualtransaction = l.virtualtransaction and w.mode = 'ExclusiveLock');
    return least(latest, to_timestamp(oldest * 60));
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
    perform bailiwick_authority.check_reader();
    return query
    select a.at, a.what, coalesce(a.principal_id::text, ''), a.id, a.kind, a.object, (a.details - 'batch')::text, a.count
    from bailiwick_authority.audit a
    where a.tenant_id = ${tenant} and a.at >= from_at and a.at < until_at
    and (last_at is null or (a.at >= last_at
        and (a.at, a.what, coalesce(a.principal_id::text, ''), a.id) > (last_at, last_what, last_principal, last_id)))
    order by a.at, a.what, coalesce(a.principal_id::text, ''), a.id
    limit most;
end
$$;

-- The entries that are asked for, the newest first, before the one that was read last. What is null is not asked; a word that ends
-- in a dot or a colon stands for all that begin so. For who holds the permission.
create or replace function bailiwick_authority.audit_newest(
        of_principal text, of_kind text, of_what text, since timestamptz, before timestamptz, last_at timestamptz, last_id uuid,
        most integer)
    returns table (at timestamptz, what text, principal text, id uuid, kind text, object text, details text, count bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform bailiwick_authority.check_reader();
    return query
    select a.at, a.what, coalesce(a.principal_id::text, ''), a.id, a.kind, a.object, (a.details - 'batch')::text, a.count
    from bailiwick_authority.audit a
    where a.tenant_id = ${tenant}
    and a.at >= coalesce(since, '-infinity') and a.at < coalesce(before, 'infinity') and a.at <= coalesce(last_at, 'infinity')
    and (last_at is null or (a.at, a.id) < (last_at, last_id))
    and (of_principal is null or a.principal_id = of_principal::${principal_key})
    and (of_kind is null or a.kind = of_kind)
    and (of_what is null or a.what = of_what or (right(of_what, 1) in ('.', ':') and starts_with(a.what, of_what)))
    order by a.at desc, a.id desc
    limit least(most, 1000);
end
$$;

-- An entry stays as it is, whoever tries, maintenance too, which removes old ones.
create or replace function bailiwick_authority.stays() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'an entry of % is not changed, nor are all removed at once', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create or replace trigger stays before update or truncate on bailiwick_authority.audit
    execute function bailiwick_authority.stays();
create or replace trigger stays before update or truncate on bailiwick_authority.maintenance_audit
    execute function bailiwick_authority.stays();
create or replace trigger stays before update or truncate on bailiwick_authority.share_access
    execute function bailiwick_authority.stays();

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.log_refused(timestamptz, text[], bigint[]),
    bailiwick_authority.log_refused(timestamptz, text[], bigint[], uuid),
    bailiwick_authority.audit_newest(text, text, text, timestamptz, timestamptz, timestamptz, uuid, integer),
    bailiwick_authority.log_crossed(text, text),
    bailiwick_authority.log_several(text, text[]),
    bailiwick_authority.audit_settled(),
    bailiwick_authority.audit_entries(timestamptz, timestamptz, timestamptz, text, text, uuid, integer)
to ${app};
