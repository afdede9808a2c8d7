
-- For maintenance, which looks for them: ends shares that have expired or whose rows are gone, so that the epoch tells. How many.
create or replace function bailiwick_authority.end_lapsed(which text, shares uuid[]) returns bigint
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := which::${tenant_key};
    ended bigint;
begin
    perform bailiwick_authority.lock_tenant(held);
    select count(*) into ended from bailiwick_authority.share s
    where s.tenant_id = held and s.id = any (shares) and s.revoked_at is null;
    if ended > 0 then
        perform bailiwick_authority.end_shares(held, shares, 'share.lapsed');
        perform bailiwick_authority.moved(held);
    end if;
    return ended;
end
$$;

revoke all on function bailiwick_authority.end_lapsed(text, uuid[]) from public;
grant usage on schema bailiwick_authority to ${maintenance};
grant execute on function
    bailiwick_authority.set_tenant_status(text, text),
    bailiwick_authority.set_limit(text, text, bigint),
    bailiwick_authority.bring_in(text, jsonb),
    bailiwick_authority.replace_role(text, text),
    bailiwick_authority.end_lapsed(text, uuid[])
to ${maintenance};
