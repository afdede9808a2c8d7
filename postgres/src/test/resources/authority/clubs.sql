-- Run by the owner, behind the functions of the wall and before the tables of authority; AuthorityGuideIT runs it.

-- snippet accounts
create table club (
    id uuid primary key default gen_random_uuid(),
    name text not null
);
create table person (
    id uuid primary key default gen_random_uuid(),
    email text not null unique
);
-- end

-- snippet founding
-- A new club, whose owner is whoever is in scope.
create function found_club(name text) returns uuid
    language plpgsql security definer set search_path = pg_catalog, league, pg_temp
as $$
declare
    made uuid := gen_random_uuid();
begin
    if bailiwick.principal() is null then
        raise exception 'a club needs a principal in scope' using errcode = 'insufficient_privilege';
    end if;
    insert into league.club (id, name) values (made, found_club.name);
    perform bailiwick_authority.found(made, bailiwick.principal());
    return made;
end
$$;
revoke all on function found_club(text) from public;
grant execute on function found_club(text) to league_app;
-- end

-- Takes the address on trust, as no application does: see the page on signing in.
create function sign_up(address text) returns uuid
    language sql security definer set search_path = pg_catalog, league, pg_temp
as $$
    insert into league.person (email) values (lower(address)) returning id
$$;
revoke all on function sign_up(text) from public;
grant execute on function sign_up(text) to league_app;
