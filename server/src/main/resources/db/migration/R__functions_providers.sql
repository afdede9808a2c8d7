-- A provider's number is the end of its id (docs/decisions/0043-providers-are-seen-by-number.md).

-- The least number that is free in a block of 64, of those of tasks too; null if there is none.
create or replace function free_provider_number(block integer) returns integer
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
    select min(n) from generate_series(block * 64, block * 64 + 63) n
    where not exists (select from posture.provider p where p.tenant_id = bailiwick.tenant() and p.no = n)
      and not exists (select from posture.job j where j.tenant_id = bailiwick.tenant() and j.provider_no = n)
$$;
revoke all on function free_provider_number(integer) from public;

-- The id of a provider that is about to be made in the tenant in scope: its number is free, also of tasks, which are kept when a
-- provider's rows are gone, and nobody else gets it meanwhile. Null if there is none left. Numbers are taken from blocks of 64, each
-- locked by one transaction until it ends: so nobody waits for a long one, and a transaction that makes thousands holds few locks. The
-- rows that are locked are all tenants', and where two meet one takes its next block.
create or replace function new_provider_id() returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    id constant text := uuidv7()::text;
    newest constant integer := greatest(
        (select max(p.no) from posture.provider p where p.tenant_id = own),
        (select max(j.provider_no) from posture.job j where j.tenant_id = own and j.provider_no is not null),
        0) >> 6;
    block integer;
    free integer;
begin
    -- from the block of the highest on, and once round
    for step in 0 .. 1023 loop
        block := (newest + step) % 1024;
        continue when free_provider_number(block) is null;
        perform from posture.provider_number_lock l
        where l.no = hashtextextended(own::text, block) & 16383
        for no key update skip locked;
        continue when not found;
        -- again, behind whoever has had it until now
        free := free_provider_number(block);
        if free is not null then
            return (left(id, 32) || lpad(to_hex(free), 4, '0'))::uuid;
        end if;
    end loop;
    return null;
end
$$;
revoke all on function new_provider_id() from public;
grant execute on function new_provider_id() to bailiwick_app;

-- Whether the provider has been deleted, whether its rows are still being removed or gone. For statements on something else that may be about one: a sub-query is made ready by each of them,
-- also for what is about none.
create or replace function is_deleted_provider(provider uuid) returns boolean
    language plpgsql stable set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return not exists (select from posture.provider p where p.id = is_deleted_provider.provider and p.deleted_at is null);
end
$$;
revoke all on function is_deleted_provider(uuid) from public;
grant execute on function is_deleted_provider(uuid) to bailiwick_app;
