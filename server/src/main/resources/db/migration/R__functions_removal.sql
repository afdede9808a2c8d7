-- What the look for rows to remove asks of all tenants, as a role that sees none of them.

-- Whether a tenant was deleted whose rows are there: maintenance removes them.
create or replace function has_deleted_tenants() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    return exists (select from posture.tenant t where t.deleted_at is not null);
end
$$;
revoke all on function has_deleted_tenants() from public;
grant execute on function has_deleted_tenants() to bailiwick_worker;
