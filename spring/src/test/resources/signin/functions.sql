-- Run by the owner, behind the functions of the wall and before its isolation; SignInIT attacks what is here.

-- snippet tables
create table person (
    id uuid primary key default gen_random_uuid(),
    email text not null unique,
    secret_hash text not null
);
create table tenant (
    id uuid primary key default gen_random_uuid(),
    name text not null
);
create table membership (
    tenant_id uuid not null references tenant,
    person_id uuid not null references person,
    primary key (tenant_id, person_id)
);
-- end

-- snippet look-up
-- Who signs in with this address: one row or none, and nothing that is not needed to check the secret.
create function person_by_email(address text, out id uuid, out secret_hash text)
    returns setof record
    language sql stable security definer rows 1 set search_path = pg_catalog, club, pg_temp
as $$
    select p.id, p.secret_hash from club.person p where p.email = lower(person_by_email.address)
$$;
revoke all on function person_by_email(text) from public;
grant execute on function person_by_email(text) to club_app;
-- end

-- snippet founding
-- A new person; null if the address is taken.
create function sign_up(address text, hash text) returns uuid
    language sql security definer set search_path = pg_catalog, club, pg_temp
as $$
    insert into club.person (email, secret_hash) values (lower(address), hash)
    on conflict (email) do nothing
    returning id
$$;
revoke all on function sign_up(text, text) from public;
grant execute on function sign_up(text, text) to club_app;

-- A new tenant, whose first member is whoever is in scope: nobody founds one for somebody else.
create function found_tenant(tenant_name text) returns uuid
    language plpgsql security definer set search_path = pg_catalog, club, pg_temp
as $$
declare
    made uuid := gen_random_uuid();
begin
    if bailiwick.principal() is null then
        raise exception 'a tenant needs a principal in scope' using errcode = 'insufficient_privilege';
    end if;
    insert into club.tenant (id, name) values (made, tenant_name);
    insert into club.membership (tenant_id, person_id) values (made, bailiwick.principal());
    return made;
end
$$;
revoke all on function found_tenant(text) from public;
grant execute on function found_tenant(text) to club_app;
-- end
