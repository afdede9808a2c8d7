-- Months of findings are made and dropped one at a time. Who does so locks the table, as attaching a month does anyway: an advisory lock
-- has a number that any SQL of any tenant can take, and keep.

-- true when it was made, false when it was there
create or replace function make_finding_month(month date) returns boolean language plpgsql security definer
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
    lock table only posture.finding in share update exclusive mode;
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
revoke all on function make_finding_month(date) from public;
grant execute on function make_finding_month(date) to bailiwick_maint;

-- true when it was dropped, false when there was none
create or replace function drop_finding_month(month date) returns boolean language plpgsql security definer
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
    lock table only posture.finding in share update exclusive mode;
    if to_regclass('posture.' || name) is null then
        return false;
    end if;
    execute format('drop table posture.%I', name);
    return true;
end $$;
revoke all on function drop_finding_month(date) from public;
grant execute on function drop_finding_month(date) to bailiwick_maint;
