-- The roles of the application. Generated (AuthoritySql.functions); repeatable, run by the owner of the wall.

-- The roles of the application. Refused while somebody holds what would be gone.
create or replace function bailiwick_authority.model_text() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select string_agg(line, e'\n' order by line) from (
        ${model_lines}) as lines (line)
$$;

create or replace function bailiwick_authority.install_model(model jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    before text;
    missing text[];
begin
    -- Every change of a tenant's authority locks a row of this table: none is under way now, and none begins.
    lock table bailiwick_authority.tenant in exclusive mode;
    before := bailiwick_authority.model_text();
    missing := array(
        select distinct unnest(m.roles || m.custom) from bailiwick_authority.membership m
        union select distinct unnest(i.roles) from bailiwick_authority.invitation i where i.state = 'pending'
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
    if before is distinct from bailiwick_authority.model_text() then
        update bailiwick_authority.tenant t set epoch = t.epoch + 1;
        insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what)
        select t.tenant_id, ${principal}, 'changed', 'model.installed' from bailiwick_authority.tenant t;
    end if;
end
$$;

revoke all on all functions in schema bailiwick_authority from public;
