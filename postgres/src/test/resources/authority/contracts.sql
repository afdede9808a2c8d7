-- Run by the owner, behind the tables of authority; PermittedRowsIT runs it.

create table contract (
    tenant_id uuid not null default bailiwick.tenant(),
    id uuid not null default gen_random_uuid(),
    author_id uuid not null default bailiwick.principal(),
    title text not null,
    primary key (tenant_id, id)
);

-- snippet hand-over
-- All contracts of one member, who may have left, to another: by whoever changes everybody's. How many.
create function hand_over_contracts(of_whom uuid, to_whom uuid) returns bigint
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    handed bigint;
begin
    if not bailiwick_authority.may('PAGE_EDIT_ALL') then
        raise exception 'contracts are handed over with PAGE_EDIT_ALL' using errcode = 'insufficient_privilege';
    elsif not exists (
            select from bailiwick_authority.membership m
            where m.tenant_id = bailiwick.tenant() and m.principal_id = to_whom and m.status = 'active') then
        raise exception 'contracts are handed over to active members' using errcode = 'invalid_parameter_value';
    end if;
    update league.contract c set author_id = to_whom where c.tenant_id = bailiwick.tenant() and c.author_id = of_whom;
    get diagnostics handed = row_count;
    perform bailiwick_authority.log(
        bailiwick.tenant(), 'changed', 'contracts.handed-over', of_whom::text, jsonb_build_object('to', to_whom, 'rows', handed));
    return handed;
end
$$;
revoke all on function hand_over_contracts(uuid, uuid) from public;
grant execute on function hand_over_contracts(uuid, uuid) to league_app;
-- end
