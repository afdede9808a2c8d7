-- Findings by month of their UUIDv7 id. Made ahead and dropped by these functions alone, which take a month and nothing else;
-- there is no default partition, so a finding of a month that was not made is refused and never lost in the wrong place.

-- the smallest UUIDv7 of a moment; no real id equals it, since version and variant bits are not set
create function finding_month_bound(moment timestamptz) returns uuid language sql immutable
    set search_path = pg_catalog
    return (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

create function finding_month_name(month date) returns text language sql immutable
    set search_path = pg_catalog
    return 'finding_' || lpad(extract(year from month)::int::text, 4, '0') || '_' || lpad(extract(month from month)::int::text, 2, '0');

-- true when it was made, false when it was there
create function make_finding_month(month date) returns boolean language plpgsql security definer
    set search_path = pg_catalog, posture, pg_temp
    set lock_timeout = '5s'
as $$
declare
    name text := posture.finding_month_name(month);
    lower_bound timestamptz := month::timestamp at time zone 'UTC';
    upper_bound timestamptz := (month + interval '1 month') at time zone 'UTC';
begin
    if month is null or extract(day from month) <> 1 then
        raise exception 'a partition begins on the first of a month, not on %', month using errcode = '22023';
    end if;
    if upper_bound > now() + interval '14 months' then
        raise exception 'the month % lies more than a year ahead', month using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock(hashtext('posture.finding months'));
    if to_regclass('posture.' || name) is not null then
        return false;
    end if;
    -- attached, not made in place: that would lock out everybody who reads findings
    execute format('create table posture.%I (like posture.finding including all)', name);
    -- reached through the parent only; without a policy of its own nobody sees a row directly
    execute format('alter table posture.%I enable row level security, force row level security', name);
    execute format('alter table posture.finding attach partition posture.%I for values from (%L) to (%L)',
        name, posture.finding_month_bound(lower_bound), posture.finding_month_bound(upper_bound));
    return true;
end $$;

-- true when it was dropped, false when there was none
create function drop_finding_month(month date) returns boolean language plpgsql security definer
    set search_path = pg_catalog, posture, pg_temp
    set lock_timeout = '5s'
as $$
declare
    name text := posture.finding_month_name(month);
begin
    if month is null or extract(day from month) <> 1 then
        raise exception 'a partition begins on the first of a month, not on %', month using errcode = '22023';
    end if;
    if (month + interval '1 month') at time zone 'UTC' > now() then
        raise exception 'the month % has not ended', month using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock(hashtext('posture.finding months'));
    if to_regclass('posture.' || name) is null then
        return false;
    end if;
    execute format('drop table posture.%I', name);
    return true;
end $$;

-- how many months after the current one are there, without a gap
create function finding_months_ahead() returns integer language sql stable security definer
    set search_path = pg_catalog, posture, pg_temp
    return (
        select count(*) filter (where made)::int
        from (
            select bool_and(to_regclass('posture.' || posture.finding_month_name((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)) is not null)
                       over (order by n) as made
            from generate_series(1, 12) as n
        ) as months
    );

revoke all on function finding_month_bound, finding_month_name, make_finding_month, drop_finding_month, finding_months_ahead from public;
grant execute on function make_finding_month, drop_finding_month, finding_months_ahead to bailiwick_maint;

-- the newest step that ran, for servers that do not migrate (an external database is brought up to date by init)
create function schema_version() returns text language sql stable security definer
    set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select version from posture.flyway_schema_history
        where success and version is not null order by installed_rank desc limit 1;
    end;
revoke all on function schema_version from public;
grant execute on function schema_version to bailiwick_maint;
