-- Provider groups are changed by these functions alone, as roles are by theirs.

-- Whether any of these is no provider that the principal in scope sees.
create or replace function unseen_providers(ids uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
    begin atomic
        select exists (
            select unnest(ids)
            except
            select p.id from posture.provider p, posture.held_authority() h
            where p.tenant_id = bailiwick.tenant() and p.id = any (ids) and p.deleted_at is null
              and (h.unlimited or p.id = any (h.providers)));
    end;
revoke all on function unseen_providers(uuid[]) from public;

-- Whether one of the roles that have a group is above rank: who has it no longer sees what is taken from the group.
create or replace function group_above_rank(group_id uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
    select posture.roles_above_rank(array(
        select rg.role_id from posture.role_provider_group rg
        where rg.tenant_id = bailiwick.tenant() and rg.provider_group_id = group_above_rank.group_id))
$$;
revoke all on function group_above_rank(uuid) from public;

drop function if exists own_group(uuid);

-- What a change of a group begins with: it is one's to change where one sees it, and so all of it.
create or replace function group_refusal(group_id uuid) returns text
    language plpgsql volatile set search_path = pg_catalog, posture, pg_temp
as $$
declare
    refused constant text := authority_refusal('MANAGE_PROVIDERS');
begin
    return coalesce(refused, case when cardinality(seen_groups(array[group_refusal.group_id])) = 0 then 'absent' end);
end
$$;
revoke all on function group_refusal(uuid) from public;

create or replace function make_group(new_name text, providers uuid[], roles uuid[], out outcome text, out made uuid)
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
begin
    outcome := authority_refusal('MANAGE_PROVIDERS');
    if outcome is not null then
        return;
    end if;
    outcome := case
        when exists (select from posture.provider_group g where g.tenant_id = own and g.name = new_name) then 'name'
        when unseen_providers(providers) then 'providers'
        when exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then 'roles'
        -- who has a role sees the group from then on
        when roles_above_rank(roles) then 'above'
        else 'done' end;
    if outcome <> 'done' then
        return;
    end if;
    made := uuidv7();
    insert into posture.provider_group (tenant_id, id, name) values (own, made, new_name);
    insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
    select distinct own, made, p from unnest(providers) p;
    insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
    select distinct own, r, made from unnest(roles) r;
    perform authority_changed(own, bailiwick.principal(), 'group.made', made,
        jsonb_build_object('providers', providers, 'roles', roles));
end
$$;
revoke all on function make_group(text, uuid[], uuid[]) from public;
grant execute on function make_group(text, uuid[], uuid[]) to bailiwick_app;

-- Null leaves a name, the providers or the roles as they are. Roles that it is linked to from now on, or no longer, are within rank.
create or replace function change_group(group_id uuid, new_name text, providers uuid[], roles uuid[]) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    linked uuid[];
    refused text;
begin
    refused := group_refusal(change_group.group_id);
    if refused is not null then
        return refused;
    end if;
    if exists (select from posture.provider_group g
               where g.tenant_id = own and g.name = new_name and g.id <> change_group.group_id) then
        return 'name';
    end if;
    if unseen_providers(providers) then
        return 'providers';
    end if;
    if exists (select unnest(roles) except select r.id from posture.role r where r.tenant_id = own) then
        return 'roles';
    end if;
    if roles is not null then
        linked := array(select rg.role_id from posture.role_provider_group rg
                        where rg.tenant_id = own and rg.provider_group_id = change_group.group_id);
        if roles_above_rank(array((select unnest(roles) except select unnest(linked))
                                  union (select unnest(linked) except select unnest(roles)))) then
            return 'above';
        end if;
    end if;
    if not providers_of_groups(array[change_group.group_id]) <@ providers and group_above_rank(change_group.group_id) then
        return 'above';
    end if;
    update posture.provider_group g set name = coalesce(new_name, g.name), updated_at = now()
    where g.tenant_id = own and g.id = change_group.group_id;
    if providers is not null then
        delete from posture.provider_group_member gm where gm.tenant_id = own and gm.provider_group_id = change_group.group_id;
        insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
        select distinct own, change_group.group_id, p from unnest(providers) p;
    end if;
    if roles is not null then
        delete from posture.role_provider_group rg where rg.tenant_id = own and rg.provider_group_id = change_group.group_id;
        insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
        select distinct own, r, change_group.group_id from unnest(roles) r;
    end if;
    perform authority_changed(own, bailiwick.principal(), 'group.changed', change_group.group_id,
        jsonb_build_object('providers', providers, 'roles', roles));
    return 'done';
end
$$;
revoke all on function change_group(uuid, text, uuid[], uuid[]) from public;
grant execute on function change_group(uuid, text, uuid[], uuid[]) to bailiwick_app;

create or replace function remove_group(group_id uuid) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    known_as text;
    refused text;
begin
    refused := group_refusal(remove_group.group_id);
    if refused is not null then
        return refused;
    end if;
    if group_above_rank(remove_group.group_id) then
        return 'above';
    end if;
    delete from posture.provider_group g where g.tenant_id = own and g.id = remove_group.group_id returning g.name into known_as;
    perform authority_changed(own, bailiwick.principal(), 'group.removed', remove_group.group_id, jsonb_build_object('name', known_as));
    return 'done';
end
$$;
revoke all on function remove_group(uuid) from public;
grant execute on function remove_group(uuid) to bailiwick_app;

-- Adds providers to those of a group, replaces or removes them; null removes all.
create or replace function change_group_providers(group_id uuid, providers uuid[], how text) returns text
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    own constant uuid := bailiwick.tenant();
    held uuid[];
    added uuid[];
    removed uuid[];
    refused text;
begin
    refused := group_refusal(change_group_providers.group_id);
    if refused is not null then
        return refused;
    end if;
    if unseen_providers(providers) then
        return 'providers';
    end if;
    held := providers_of_groups(array[change_group_providers.group_id]);
    if how = 'add' and providers && held then
        return 'held';
    end if;
    select * into added, removed from set_change(how, held, coalesce(providers, held));
    if cardinality(added || removed) = 0 then
        return 'done';
    end if;
    if cardinality(removed) > 0 and group_above_rank(change_group_providers.group_id) then
        return 'above';
    end if;
    delete from posture.provider_group_member gm
    where gm.tenant_id = own and gm.provider_group_id = change_group_providers.group_id and gm.provider_id = any (removed);
    insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
    select own, change_group_providers.group_id, a from unnest(added) a;
    perform authority_changed(own, bailiwick.principal(), 'group.providers', change_group_providers.group_id,
        jsonb_build_object('added', added, 'removed', removed));
    return 'done';
end
$$;
revoke all on function change_group_providers(uuid, uuid[], text) from public;
grant execute on function change_group_providers(uuid, uuid[], text) to bailiwick_app;
