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
create table applicant (
    token_hash bytea primary key,
    email text not null,
    until timestamptz not null
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

-- snippet signing-up
-- Notes that somebody says to have this address, and who reads the mail with the token proves it. The same is done whether there
-- is such a person or not. Gives the address as it is kept, to which the mail goes: not as it was typed, which may be another.
create function sign_up(address text, token text) returns text
    language sql security definer set search_path = pg_catalog, club, pg_temp
as $$
    delete from club.applicant where until < now();
    insert into club.applicant (token_hash, email, until)
    values (sha256(convert_to(token, 'UTF8')), lower(address), now() + interval '1 hour')
    returning email
$$;
revoke all on function sign_up(text, text) from public;
grant execute on function sign_up(text, text) to club_app;

-- The new person whose address the token proves, with a secret that nobody else has chosen. No row: there is no such token any
-- more, or the person is there already and keeps the secret.
create function prove(token text, hash text) returns setof uuid
    language sql security definer rows 1 set search_path = pg_catalog, club, pg_temp
as $$
    with proved as (
        delete from club.applicant
        where token_hash = sha256(convert_to(token, 'UTF8')) and until > now()
        returning email)
    insert into club.person (email, secret_hash) select email, hash from proved
    on conflict (email) do nothing
    returning id
$$;
revoke all on function prove(text, text) from public;
grant execute on function prove(text, text) to club_app;
-- end

-- snippet founding
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
