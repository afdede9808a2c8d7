-- The record as lines, and up to when it is whole.

-- Whoever makes an entry holds a lock until the transaction ends, which says of which minute it is: so it is known up to when all
-- is there. Nobody waits for it, whoever else takes such locks: there are a million of each minute, of which a transaction takes
-- its own, or else another.
create or replace function unsettled() returns trigger
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
revoke all on function unsettled() from public;
create or replace trigger unsettled before insert on audit_entry for each row execute function unsettled();

create or replace function check_reader() returns void
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    if not coalesce(posture.may_manage('MANAGE_ACCOUNT'), false) then
        raise exception 'reading the audit takes the permission MANAGE_ACCOUNT' using errcode = 'insufficient_privilege';
    end if;
end
$$;
revoke all on function check_reader() from public;

-- The moment before which no entry will be added any more. Refusals are written up to an hour late, by a clock that was read a
-- moment before.
create or replace function audit_settled() returns timestamptz
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    -- read before the locks, so that who has none yet is later than this
    latest constant timestamptz := date_trunc('minute', clock_timestamp()) - interval '61 minutes';
    oldest bigint;
begin
    perform posture.check_reader();
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'the end of the audit is asked for at READ COMMITTED' using errcode = 'invalid_transaction_state';
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
revoke all on function audit_settled() from public;
grant execute on function audit_settled() to bailiwick_app;

-- The entries from one moment until another, in order, behind the one that was read last; refusals of several processes follow
-- each other. They tell what the list does.
create or replace function audit_entries(
        from_at timestamptz, until_at timestamptz, last_at timestamptz, last_what text, last_principal text, last_id uuid, most integer)
    returns table (at timestamptz, what text, principal text, id uuid, kind text, object text, details text, count bigint)
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    everything boolean;
begin
    perform posture.check_reader();
    select h.unlimited into everything from posture.held_authority() h;
    return query
    select a.at, a.what, coalesce(a.principal_id::text, ''), a.id, a.kind,
           posture.audit_object(everything, a), posture.audit_details(everything, a)::text, a.count
    from posture.audit_entry a
    where a.tenant_id = bailiwick.tenant() and a.at >= from_at and a.at < until_at
      and (last_at is null or (a.at >= last_at
        and (a.at, a.what, coalesce(a.principal_id::text, ''), a.id) > (last_at, last_what, last_principal, last_id)))
    order by a.at, a.what, coalesce(a.principal_id::text, ''), a.id
    limit most;
end
$$;
revoke all on function audit_entries(timestamptz, timestamptz, timestamptz, text, text, uuid, integer) from public;
grant execute on function audit_entries(timestamptz, timestamptz, timestamptz, text, text, uuid, integer) to bailiwick_app;
