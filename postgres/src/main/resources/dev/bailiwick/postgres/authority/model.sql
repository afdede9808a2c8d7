-- The roles of the application. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- The roles of the application, line by line.
create or replace function bailiwick_authority.model_text() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select string_agg(line, e'\n' order by line) from (
        ${model_lines}) as lines (line)
$$;

-- What the roles were when they were last installed stands beside them, as a comment: so it is known whether somebody has changed
-- some of them since.
create or replace function bailiwick_authority.mark_model() returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('comment on table bailiwick_authority.role is %L', 'model ' || (
        select md5(string_agg(line, e'\n' order by line collate "C")) from (
        ${model_lines}) as lines (line)));
end
$$;

-- Invitations whose inviters could not write them any more, now that the roles are others.
create or replace function bailiwick_authority.withdraw_fallen() returns void
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with revoked as (
        update bailiwick_authority.invitation i set state = 'revoked'
        where i.state = 'pending' and not exists (
            select from bailiwick_authority.membership m
            where m.tenant_id = i.tenant_id and m.principal_id = i.invited_by and m.status = 'active'
            and ('${invitations}' = any (m.custom) or exists (
                select from bailiwick_authority.role_permission held
                where held.role = any (m.roles) and held.permission = '${invitations}'))
            and not exists (
                select from unnest(i.roles) as asked
                where not exists (
                    select from bailiwick_authority.role_below b where b.role = any (m.roles) and b.lower = asked)))
        returning i.tenant_id, i.id, i.invited_by)
    select count(bailiwick_authority.log(
        r.tenant_id, 'changed', 'invitation.revoked', r.id::text, jsonb_build_object('of', r.invited_by)))
    from revoked r
$$;

-- Refused while somebody holds what would be gone.
create or replace function bailiwick_authority.install_model(model jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    before text;
    missing text[];
begin
    perform bailiwick_authority.check_fresh('a model is installed');
    -- Every change of a tenant's authority locks a row of this table: none is under way now, and none begins.
    lock table bailiwick_authority.tenant in exclusive mode;
    before := bailiwick_authority.model_text();
    missing := array(
        select distinct unnest(m.roles || m.custom) from bailiwick_authority.membership m
        union select distinct unnest(i.roles) from bailiwick_authority.invitation i
            where i.state = 'pending' and i.expires_at > clock_timestamp()
        except (select r ->> 'name' from jsonb_array_elements(model -> 'roles') as r
            union select p ->> 'name' from jsonb_array_elements(model -> 'permissions') as p));
    if missing <> '{}' then
        raise exception 'members or invitations hold % , which the model has no longer', missing
            using errcode = 'dependent_objects_still_exist';
    end if;
    delete from bailiwick_authority.role;
    delete from bailiwick_authority.permission;
    insert into bailiwick_authority.permission (name, when_suspended)
    select p ->> 'name', (p -> 'suspended')::boolean from jsonb_array_elements(model -> 'permissions') as p;
    insert into bailiwick_authority.role (name, is_owner)
    select r ->> 'name', (r -> 'owner')::boolean from jsonb_array_elements(model -> 'roles') as r;
    insert into bailiwick_authority.role_permission (role, permission)
    select r ->> 'name', jsonb_array_elements_text(r -> 'permissions') from jsonb_array_elements(model -> 'roles') as r;
    insert into bailiwick_authority.role_below (role, lower)
    select r ->> 'name', jsonb_array_elements_text(r -> 'includes') from jsonb_array_elements(model -> 'roles') as r;
    perform bailiwick_authority.mark_model();
    if before is distinct from bailiwick_authority.model_text() then
        update bailiwick_authority.tenant t set epoch = t.epoch + 1;
        perform bailiwick_authority.withdraw_fallen();
        insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what)
        select t.tenant_id, ${principal}, 'changed', 'model.installed' from bailiwick_authority.tenant t;
    end if;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
