-- Teams. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall. Locks and answers as for members.

-- The teams that the principal in scope reaches in the tenant in scope: for policies.
create or replace function bailiwick_authority.teams() returns uuid[]
    language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct path.descendant_id), '{}')
    from bailiwick_authority.membership m
    join bailiwick_authority.team_member own on own.tenant_id = m.tenant_id and own.principal_id = m.principal_id
    join bailiwick_authority.team_path path on path.tenant_id = own.tenant_id and path.ancestor_id = own.team_id
    where m.tenant_id = ${tenant} and m.principal_id = ${principal} and m.status = 'active'
$$;

-- Puts a team and all below it under another one, above which it does not stand, or under none.
create or replace function bailiwick_authority.hang(held ${tenant_key}, team uuid, parent uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    delete from bailiwick_authority.team_path p
    using bailiwick_authority.team_path down, bailiwick_authority.team_path up
    where down.tenant_id = held and down.ancestor_id = hang.team
    and up.tenant_id = held and up.descendant_id = hang.team and up.ancestor_id <> hang.team
    and p.tenant_id = held and p.ancestor_id = up.ancestor_id and p.descendant_id = down.descendant_id;
    insert into bailiwick_authority.team_path (tenant_id, ancestor_id, descendant_id, depth)
    select held, up.ancestor_id, down.descendant_id, up.depth + down.depth + 1
    from bailiwick_authority.team_path up cross join bailiwick_authority.team_path down
    where up.tenant_id = held and up.descendant_id = hang.parent
    and down.tenant_id = held and down.ancestor_id = hang.team;
end
$$;

create or replace function bailiwick_authority.is_team(held ${tenant_key}, team uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from bailiwick_authority.team t where t.tenant_id = held and t.id = is_team.team)
$$;

-- A team stands below thirty others at most: what it costs to ask who reaches it grows with each.
create or replace function bailiwick_authority.is_too_deep(held ${tenant_key}, team uuid, parent uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce((
            select max(up.depth) + 1 from bailiwick_authority.team_path up
            where up.tenant_id = is_too_deep.held and up.descendant_id = is_too_deep.parent), 0)
        + coalesce((
            select max(down.depth) from bailiwick_authority.team_path down
            where down.tenant_id = is_too_deep.held and down.ancestor_id = is_too_deep.team), 0) > 30
$$;

create or replace function bailiwick_authority.check_team_name(called text) returns void
    language plpgsql immutable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if length(called) > 200 then
        raise exception 'the name of a team has 200 characters at most' using errcode = 'invalid_parameter_value';
    end if;
end
$$;

-- forbidden | absent | full | done
create or replace function bailiwick_authority.make_team(made uuid, parent uuid, called text, at_most integer) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
begin
    perform bailiwick_authority.check_team_name(called);
    if not bailiwick_authority.may_change('${teams}') then
        return 'forbidden';
    elsif parent is not null and not bailiwick_authority.is_team(held, parent) then
        return 'absent';
    elsif bailiwick_authority.is_too_deep(held, made, parent) or not bailiwick_authority.take(held, 'teams', 1) then
        return 'full';
    end if;
    insert into bailiwick_authority.team (tenant_id, id, parent_id, name, most_members)
    values (held, made, parent, called, at_most);
    insert into bailiwick_authority.team_path (tenant_id, ancestor_id, descendant_id, depth) values (held, made, made, 0);
    perform bailiwick_authority.hang(held, made, parent);
    perform bailiwick_authority.log(held, 'changed', 'team.made', made::text,
        jsonb_build_object('parent', parent, 'name', left(called, 200), 'most', at_most));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- forbidden | absent | cycle | full | done
create or replace function bailiwick_authority.move_team(team uuid, parent uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
begin
    if not bailiwick_authority.may_change('${teams}') then
        return 'forbidden';
    elsif not bailiwick_authority.is_team(held, team)
        or (parent is not null and not bailiwick_authority.is_team(held, parent)) then
        return 'absent';
    elsif exists (
        select from bailiwick_authority.team_path p
        where p.tenant_id = held and p.ancestor_id = team and p.descendant_id = parent) then
        return 'cycle';
    elsif bailiwick_authority.is_too_deep(held, team, parent) then
        return 'full';
    end if;
    update bailiwick_authority.team t set parent_id = parent where t.tenant_id = held and t.id = team;
    perform bailiwick_authority.hang(held, team, parent);
    perform bailiwick_authority.log(held, 'changed', 'team.moved', team::text, jsonb_build_object('parent', parent));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- What is shared with a team, and who is in it, goes with it. forbidden | absent | has teams | done
create or replace function bailiwick_authority.remove_team(team uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
begin
    if not bailiwick_authority.may_change('${teams}') then
        return 'forbidden';
    elsif exists (select from bailiwick_authority.team t where t.tenant_id = held and t.parent_id = team) then
        return 'has teams';
    elsif not bailiwick_authority.is_team(held, team) then
        return 'absent';
    end if;
    perform bailiwick_authority.withdraw_shares(held, null, team);
    delete from bailiwick_authority.team t where t.tenant_id = held and t.id = team;
    perform bailiwick_authority.take(held, 'teams', -1);
    perform bailiwick_authority.log(held, 'changed', 'team.removed', team::text, '{}');
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- forbidden | absent | done
create or replace function bailiwick_authority.change_team(team uuid, called text, at_most integer) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
begin
    perform bailiwick_authority.check_team_name(called);
    if not bailiwick_authority.may_change('${teams}') then
        return 'forbidden';
    end if;
    update bailiwick_authority.team t set name = called, most_members = at_most where t.tenant_id = held and t.id = team;
    if not found then
        return 'absent';
    end if;
    perform bailiwick_authority.log(held, 'changed', 'team.changed', team::text,
        jsonb_build_object('name', left(called, 200), 'most', at_most));
    perform bailiwick_authority.changed(held);
    return 'done';
end
$$;

-- forbidden | absent | no member | full | done
create or replace function bailiwick_authority.join_team(team uuid, whom text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
begin
    if not bailiwick_authority.may_change('${teams}') then
        return 'forbidden';
    elsif not bailiwick_authority.is_team(held, team) then
        return 'absent';
    elsif not exists (
        select from bailiwick_authority.membership m where m.tenant_id = held and m.principal_id = who) then
        return 'no member';
    elsif exists (
        select from bailiwick_authority.team_member m where m.tenant_id = held and m.team_id = team and m.principal_id = who) then
        return 'done';
    elsif (select count(*) from bailiwick_authority.team_member m where m.tenant_id = held and m.team_id = team)
        >= (select t.most_members from bailiwick_authority.team t where t.tenant_id = held and t.id = team) then
        return 'full';
    end if;
    insert into bailiwick_authority.team_member (tenant_id, team_id, principal_id) values (held, team, who);
    perform bailiwick_authority.log(held, 'changed', 'team.joined', team::text, jsonb_build_object('member', who));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

-- Everybody may leave. forbidden | absent | done
create or replace function bailiwick_authority.leave_team(team uuid, whom text) returns text
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    held ${tenant_key} := ${tenant};
    who ${principal_key} := whom::${principal_key};
begin
    perform bailiwick_authority.lock_tenant(held);
    if who is distinct from ${principal} and not bailiwick_authority.may('${teams}') then
        return 'forbidden';
    end if;
    delete from bailiwick_authority.team_member m where m.tenant_id = held and m.team_id = team and m.principal_id = who;
    if not found then
        return 'absent';
    end if;
    perform bailiwick_authority.log(held, 'changed', 'team.left', team::text, jsonb_build_object('member', who));
    perform bailiwick_authority.moved(held);
    return 'done';
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
grant execute on function
    bailiwick_authority.teams(),
    bailiwick_authority.make_team(uuid, uuid, text, integer),
    bailiwick_authority.move_team(uuid, uuid),
    bailiwick_authority.remove_team(uuid),
    bailiwick_authority.change_team(uuid, text, integer),
    bailiwick_authority.join_team(uuid, text),
    bailiwick_authority.leave_team(uuid, text)
to ${app};
