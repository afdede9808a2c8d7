-- The record of authority is written by functions of the owner alone. What has several ways to it is recorded by a trigger; so no way
-- leaves it out, raw SQL neither.

-- The record of what changes nobody's authority yet: no scope has to be derived anew for it. Of a list that is too long the number is
-- kept.
create or replace function authority_noted(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    kept jsonb := details;
begin
    if octet_length(details::text) > 16384 then
        select jsonb_object_agg(d.key, case jsonb_typeof(d.value) when 'array' then to_jsonb(jsonb_array_length(d.value))
                                            else to_jsonb(left(d.value::text, 200)) end)
        into kept from jsonb_each(details) d;
    end if;
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (of_tenant, actor, 'changed', what, object::text, kept);
end
$$;
revoke all on function authority_noted(uuid, uuid, text, uuid, jsonb) from public;

create or replace function authority_changed(of_tenant uuid, actor uuid, what text, object uuid, details jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    -- answers that were remembered may depend on who is in which group
    update posture.tenant set authority_epoch = authority_epoch + 1, epoch = epoch + 1 where id = of_tenant;
    perform authority_noted(of_tenant, actor, what, object, details);
end
$$;
revoke all on function authority_changed(uuid, uuid, text, uuid, jsonb) from public;

-- What was refused to the principal in scope, in the tenant in scope, within one minute: a rule, and how often. Nothing for a
-- tenant that is not there, or without a principal. The minute is the caller's, within the last hour of the database's clock. Any SQL of
-- the app role may call it, in as many transactions at once as it likes, so there are a thousand places for a principal, a tenant and
-- a minute, told by the key of the entry; what finds none is dropped, and a count says a thousand million at most. A batch is written
-- once: who is not told in time that it was, tries it again, and waits for the first to end. Nobody else knows its number, so that nobody
-- else holds its lock.
create or replace function log_refused(minute timestamptz, rules text[], counts bigint[], batch uuid default null) returns void
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    present constant timestamptz := date_trunc('minute', clock_timestamp());
    noted constant timestamptz := least(greatest(date_trunc('minute', minute), present - interval '1 hour'), present);
    own constant uuid := bailiwick.tenant();
    actor constant uuid := bailiwick.principal();
    noted_as constant jsonb := case when batch is null then '{}' else jsonb_build_object('batch', batch) end;
    place integer;
    told record;
begin
    if cardinality(rules) > 1000 or cardinality(rules) <> cardinality(counts) then
        raise exception 'a thousand rules at most, each with its count' using errcode = 'invalid_parameter_value';
    end if;
    if actor is null or not exists (select from posture.tenant t where t.id = own and t.deleted_at is null) then
        return;
    end if;
    if batch is not null then
        perform pg_advisory_xact_lock(hashtextextended(batch::text, 0));
        if exists (
                select from posture.audit_entry a
                where a.tenant_id = own and a.at between present - interval '61 minutes' and present
                  and a.principal_id = actor and a.kind = 'refused' and a.details = noted_as) then
            return;
        end if;
    end if;
    select count(*) into place from posture.audit_entry a
    where a.tenant_id = own and a.at = noted and a.principal_id = actor and a.kind = 'refused';
    for told in select * from unnest(rules, counts) as one (rule, count) loop
        while place < 1000 loop
            insert into posture.audit_entry (tenant_id, id, at, principal_id, kind, what, details, count)
            values (own, md5(concat_ws(' ', 'refused', actor, noted at time zone 'UTC', place))::uuid, noted, actor, 'refused', told.rule,
                    noted_as, least(told.count, 1000000000))
            on conflict (tenant_id, id) do nothing;
            place := place + 1;
            -- else somebody else has taken it meanwhile
            exit when found;
        end loop;
    end loop;
end
$$;
revoke all on function log_refused(timestamptz, text[], bigint[], uuid) from public;
grant execute on function log_refused(timestamptz, text[], bigint[], uuid) to bailiwick_app;

-- A tenant that is renamed, closed, suspended or opened again.
create or replace function audit_tenant() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (new.id, bailiwick.principal(), 'changed',
            case when old.deleted_at is distinct from new.deleted_at then 'tenant.ended'
                 when old.status is distinct from new.status then 'tenant.status'
                 else 'tenant.renamed' end,
            new.id::text, jsonb_build_object('name', left(new.name, 200), 'status', new.status));
    return null;
end
$$;
revoke all on function audit_tenant() from public;
create or replace trigger audited after update on tenant
    for each row when ((old.name, old.status, old.deleted_at) is distinct from (new.name, new.status, new.deleted_at))
    execute function audit_tenant();

-- An account that is locked, or whose credentials are others: each of its tenants learns of it, and by whom if by itself. What
-- somebody else of a tenant writes is on record there by change_account. Whoever changes their own to and fro is on record once in a
-- minute for each kind of it.
create or replace function audit_user() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    by_itself constant boolean := coalesce(bailiwick.principal() = new.id, false);
    minute constant timestamptz := date_trunc('minute', clock_timestamp());
    changed constant jsonb := jsonb_build_object(
        'email', old.email <> new.email, 'password', old.password_hash is distinct from new.password_hash, 'active', new.is_active);
begin
    insert into posture.audit_entry (tenant_id, id, principal_id, kind, what, object, details)
    select m.tenant_id,
           case when by_itself then md5(concat_ws(' ', 'user.credentials', new.id, minute at time zone 'UTC', changed))::uuid
                else uuidv7() end,
           case when by_itself then new.id end, 'changed', 'user.credentials', new.id::text, changed
    from posture.membership m
    where m.user_id = new.id and (by_itself or m.tenant_id is distinct from bailiwick.tenant())
    on conflict (tenant_id, id) do nothing;
    return null;
end
$$;
revoke all on function audit_user() from public;
create or replace trigger audited after update on app_user
    for each row when ((old.email, old.password_hash, old.is_active) is distinct from (new.email, new.password_hash, new.is_active))
    execute function audit_user();

-- The names that people go by, which every tenant of theirs shows: each learns of another one, and in the tenant where it was written by
-- whom. Whoever changes their own is on record nine times in a minute, and the tenth entry says that there was more.
create or replace function audit_names() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    by_itself constant boolean := coalesce(bailiwick.principal() = new.id, false);
    minute constant timestamptz := date_trunc('minute', clock_timestamp());
    changed constant jsonb := jsonb_build_object(
        'name', left(new.name, 200), 'before', left(old.name, 200), 'company_name', left(new.company_name, 200));
    places constant uuid[] := array(
        select md5(concat_ws(' ', 'user.names', new.id, minute at time zone 'UTC', n))::uuid from generate_series(1, 10) n);
begin
    insert into posture.audit_entry (tenant_id, id, principal_id, kind, what, object, details)
    select m.tenant_id,
           case when by_itself then places[taken.count + 1] else uuidv7() end,
           case when by_itself or m.tenant_id = bailiwick.tenant() then bailiwick.principal() end,
           'changed', 'user.names', new.id::text,
           case when by_itself and taken.count = 9 then jsonb_build_object('more', true) else changed end
    from posture.membership m
    cross join lateral (
        select count(*)::integer from posture.audit_entry a where a.tenant_id = m.tenant_id and a.id = any (places)) taken (count)
    where m.user_id = new.id and (not by_itself or taken.count < 10);
    return null;
end
$$;
revoke all on function audit_names() from public;
create or replace trigger audited_names after update on app_user
    for each row when ((old.name, old.company_name) is distinct from (new.name, new.company_name))
    execute function audit_names();

-- Keys, whoever revokes them: also the end of a membership does.
create or replace function audit_key() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
begin
    insert into posture.audit_entry (tenant_id, principal_id, kind, what, object, details)
    values (new.tenant_id, bailiwick.principal(), 'changed',
            case when tg_op = 'INSERT' then 'key.made'
                 when new.revoked then 'key.revoked'
                 else 'key.renamed' end,
            new.id::text, jsonb_build_object('name', new.name, 'of', new.entity_id, 'expires_at', new.expires_at));
    return null;
end
$$;
revoke all on function audit_key() from public;
create or replace trigger audited_when_made after insert on api_key for each row execute function audit_key();
create or replace trigger audited after update on api_key
    for each row when ((old.name, old.revoked) is distinct from (new.name, new.revoked))
    execute function audit_key();

-- Whether such entries are about groups, or providers and what is theirs: of these, whoever does not see all providers is told that there
-- was something, and nothing else.
create or replace function is_of_providers(what text) returns boolean
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
    select split_part(what, '.', 1) in ('group', 'provider', 'secret', 'scan', 'schedule', 'task')
$$;
revoke all on function is_of_providers(text) from public;
grant execute on function is_of_providers(text) to bailiwick_app;

-- What the entry of a change is about by name, told apart by who may know it. Of people, who are read where they are members, it is the
-- address of those alone who leave that is kept, in the entry of that: it goes when the entry does.
create or replace function named() returns trigger
    language plpgsql security definer set search_path = pg_catalog, posture, pg_temp
as $$
declare
    about uuid[];
    of_what constant text := split_part(new.what, '.', 1);
    -- the name of somebody is not their address
    known constant text := coalesce(case when of_what <> 'user' then new.details ->> 'name' end, case
        when new.what = 'membership.ended' then (select u.email from posture.app_user u where u.id::text = new.object)
        when of_what = 'invitation' then (
            select i.email from posture.invitation i where i.tenant_id = new.tenant_id and i.id::text = new.object) end);
    object_named constant jsonb := case when known is null or new.object = '' then '{}'
        else jsonb_build_object(new.object, left(known, 254)) end;
begin
    if new.kind <> 'changed' then
        return new;
    end if;
    about := array(
        select told.id::uuid
        from (select new.object union select jsonb_path_query(new.details, '$.*[*]') #>> '{}') told (id)
        where told.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
    new.names := jsonb_build_object(
        'roles', coalesce((
            select jsonb_object_agg(r.id, left(r.name, 100)) from (
                select * from posture.role r where r.tenant_id = new.tenant_id and r.id = any (about) order by r.name limit 40) r), '{}')
            || case when of_what = 'role' then object_named else '{}' end,
        'groups', coalesce((
            select jsonb_object_agg(g.id, left(g.name, 100)) from (
                select * from posture.provider_group g where g.tenant_id = new.tenant_id and g.id = any (about)
                order by g.name limit 40) g), '{}')
            || case when of_what = 'group' then object_named else '{}' end,
        'providers', coalesce((
            select jsonb_object_agg(p.id, left(p.provider || ' ' || p.uid, 100)) from (
                select * from posture.provider p where p.tenant_id = new.tenant_id and p.id = any (about)
                order by p.provider, p.uid limit 40) p), '{}')
            || case when of_what <> 'group' and is_of_providers(new.what) then object_named else '{}' end,
        'others', case when of_what = 'role' or is_of_providers(new.what) then '{}' else object_named end);
    return new;
end
$$;
revoke all on function named() from public;
create or replace trigger named before insert on audit_entry for each row execute function named();

-- Whose account it is, to the tenant in scope: a member's as it is, that of somebody who left as it was then, and nobody else's.
create or replace function address_of(who uuid) returns text
    language sql stable security definer set search_path = pg_catalog, posture, pg_temp
as $$
    select coalesce(
        (select u.email from posture.app_user u join posture.membership m on m.user_id = u.id
         where m.tenant_id = bailiwick.tenant() and u.id = who),
        (select e.names -> 'others' ->> e.object from posture.audit_entry e
         where e.tenant_id = bailiwick.tenant() and e.what = 'membership.ended' and e.object = who::text
         order by e.at desc limit 1))
$$;
revoke all on function address_of(uuid) from public;
grant execute on function address_of(uuid) to bailiwick_app;

-- What an entry is about, to who sees everything or does not: then neither which groups there are nor which providers.
create or replace function audit_object(everything boolean, told audit_entry) returns text
    language sql stable set search_path = pg_catalog, posture, pg_temp
as $$
    select case when not everything and is_of_providers(told.what) then '' else told.object end
$$;
revoke all on function audit_object(boolean, audit_entry) from public;
grant execute on function audit_object(boolean, audit_entry) to bailiwick_app;

-- Its details, and in them the names by id: of what it tells, of who did it, and of whom it is about.
create or replace function audit_details(everything boolean, told audit_entry) returns jsonb
    language sql stable set search_path = pg_catalog, posture, pg_temp
as $$
    select case when told.kind = 'refused' then told.details - 'batch'
                when everything then told.details
                when is_of_providers(told.what) or told.what = 'role.groups' then '{}'::jsonb
                else told.details - 'groups' - 'providers' end
        || jsonb_build_object('names',
            coalesce(told.names -> 'others', '{}')
            || case when everything or not is_of_providers(told.what) then coalesce(told.names -> 'roles', '{}') else '{}' end
            || case when everything then coalesce(told.names -> 'groups', '{}') || coalesce(told.names -> 'providers', '{}') else '{}' end
            || coalesce((
                select jsonb_object_agg(p.id, a.address)
                from (select told.principal_id::text
                      union select told.object where told.what like 'user.%' or told.what like 'membership.%'
                      union select told.details ->> 'of' where told.what like 'key.%'
                      union select told.details ->> 'last_held_by') p (id)
                cross join lateral (select case when p.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                                then posture.address_of(p.id::uuid) end) a (address)
                where a.address is not null), '{}'))
$$;
revoke all on function audit_details(boolean, audit_entry) from public;
grant execute on function audit_details(boolean, audit_entry) to bailiwick_app;

-- Entries are added, and end when they have been kept long enough. Nobody changes one, the owner and maintenance neither.
create or replace function audit_stays() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'entries of % are never changed', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
revoke all on function audit_stays() from public;
create or replace trigger stays before update or truncate on audit_entry execute function audit_stays();
create or replace trigger stays before update or truncate on maintenance_audit execute function audit_stays();
